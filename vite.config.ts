import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Relative, so that the built page works from any folder of any static host.
  base: "./",
  worker: { format: "es" },
  // The pre-bundler would break the runtime's own `new URL(…, import.meta.url)` look-ups.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  build: { target: "chrome137", chunkSizeWarningLimit: 800 },
});
