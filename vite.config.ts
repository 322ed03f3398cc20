import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { contentPolicy } from "./tools/dev/content-policy.ts";
import { isolation } from "./tools/dev/isolation.ts";
import { licences } from "./tools/dev/licences.ts";
import { offlineFiles } from "./tools/dev/offline-files.ts";
import { publicAddress } from "./tools/dev/public-address.ts";
import { translatedShaders } from "./tools/dev/translated-shaders.ts";

const { page: pageLicences, worker: workerLicences } = licences();

export default defineConfig({
  plugins: [
    react(),
    translatedShaders(),
    pageLicences,
    offlineFiles(),
    contentPolicy(),
    isolation(),
    publicAddress(),
  ],
  // Relative, so that the built page works from any folder of any static host.
  base: "./",
  worker: { format: "es", plugins: () => [translatedShaders(), workerLicences()] },
  // The pre-bundler would break the runtime's own `new URL(…, import.meta.url)` look-ups.
  optimizeDeps: { entries: ["index.html"], exclude: ["onnxruntime-web"] },
  build: {
    target: "chrome137",
    manifest: true, // by which the first paint is weighed
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: { index: "index.html", "service-worker": "src/offline/service-worker.ts" },
      output: {
        // The service worker rules the folder that it lies in, and must keep its name.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
});
