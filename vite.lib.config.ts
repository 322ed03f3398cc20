// Builds the package `framewise` into lib/: the shaders are in the code; the workers, onnxruntime-web with its wasm files
// and all other dependencies stay imports, for the bundler of the app that installs the package.

import { defineConfig } from "vite";
import { translatedShaders } from "./tools/dev/translated-shaders.ts";

export default defineConfig({
  publicDir: false,
  plugins: [
    translatedShaders(),
    {
      name: "framewise-workers",
      // The workers are entries of this build, and lie beside the entry that starts them.
      transform: (code) => ({
        code: code.replaceAll(/(new URL\("\.\/[a-z]+\.worker)\.ts"/g, '$1.js"'),
        map: null,
      }),
    },
  ],
  build: {
    // As for a server, because such a build leaves dependencies and `new Worker(new URL(…))` as they are written.
    ssr: true,
    target: "chrome137",
    outDir: "lib",
    rollupOptions: {
      input: {
        index: "src/index.ts",
        "engine.worker": "src/engine/engine.worker.ts",
        "weights.worker": "src/engine/weights.worker.ts",
        "thread.worker": "src/engine/thread.worker.ts",
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js" },
    },
  },
});
