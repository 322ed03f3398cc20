import { defineConfig } from "vite";

export default defineConfig({
  // The embedded model and the samples come with the package; an app of its own has its own.
  publicDir: "node_modules/framewise/public",
  worker: { format: "es" },
  // `vite dev` would move these files, and they find their workers and wasm files beside themselves.
  optimizeDeps: { exclude: ["framewise", "onnxruntime-web"] },
  build: { target: "esnext" },
});
