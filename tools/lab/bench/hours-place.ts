// Where the hours of a source are read: in a browser, or in Node, where the shaders are those of browsers without an adapter and
// nothing is kept on a disk.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { createServer } from "vite";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../../../src/gpu/constants.ts";
import type { Lab } from "../browser/lab.ts";
import { ROOT } from "../browser/cache.ts";
import { serveFolders } from "../browser/serve.ts";
import type { HoursBench } from "../page/hours/calls.ts";
import { type HeapUsage, heldOnHeap } from "./heap.ts";

export interface HoursPlace extends HoursBench {
  /** Objects and ArrayBuffers after a garbage collection. */
  heap(): Promise<HeapUsage>;
}

export const placeInBrowser = (lab: Lab): HoursPlace => ({
  open: (args) => lab.call("benchHoursOpen", args),
  begin: () => lab.call("benchHoursBegin"),
  readUntil: (memory, frames) => lab.call("benchHoursRead", { memory, frames }),
  askInTurn: (memories, repeats) => lab.call("benchHoursAsk", { memories, repeats }),
  close: (memory) => lab.call("benchHoursClose", { memory }),
  heap: () => heldOnHeap(lab.page),
});

/** Does the work in this process. `modelFolder` is served to it, "given/" from the address on. */
export async function inNode<T>(
  modelFolder: string,
  work: (place: HoursPlace, url: string) => Promise<T>,
): Promise<T> {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  Object.assign(globalThis, {
    GPUBufferUsage: BUFFER_USAGE,
    GPUTextureUsage: TEXTURE_USAGE,
    isSecureContext: true,
    crossOriginIsolated: false, // one thread
  });
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const files = await serveFolders(new Map([["given/", modelFolder]]));
  const modules = await openModules();
  try {
    const { createHours } = (await modules.ssrLoadModule(
      `${ROOT}/tools/lab/page/hours/hours-bench.ts`,
    )) as { createHours: (emit: (frames: number) => void) => HoursBench };
    const place: HoursPlace = {
      ...createHours(() => undefined),
      async heap() {
        for (let i = 0; i < 3; i++) {
          collect();
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        return { usedSize: heapUsed, backingStorageSize: arrayBuffers };
      },
    };
    return await work(place, files.url);
  } finally {
    await modules.close();
    await files.close();
  }
}

/** Loads the page's modules here, with the translated shaders and the runtime's build for Node. */
async function openModules(): ReturnType<typeof createServer> {
  const vite = await import("vite");
  const { translatedShaders } = await import("../../dev/translated-shaders.ts");
  const runtime = `${ROOT}/node_modules/onnxruntime-web/dist/ort.node.min.mjs`;
  return vite.createServer({
    root: ROOT,
    configFile: false,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    plugins: [translatedShaders()],
    resolve: {
      alias: { "onnxruntime-web/webgpu": runtime, "onnxruntime-web/jspi": runtime },
    },
  });
}
