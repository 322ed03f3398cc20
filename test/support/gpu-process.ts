// Set-up of every file that runs in the browser: when the browser loses its GPU process, the tests from then on fail and
// say so, and tools/dev/run-tests.ts runs the file again in another browser. A device that nobody destroys is what tells.

import { afterAll, afterEach, beforeAll } from "vitest";
import { LOST_GPU_PROCESS } from "../../tools/dev/count-tests.ts";

interface Watch {
  device: GPUDevice | undefined;
  loss: string;
}

/** Of the page, because files that share one run this file each. */
const page = globalThis as { gpuWatch?: Watch };
const watch = (page.gpuWatch ??= { device: undefined, loss: "" });

function check(): void {
  if (watch.loss !== "") throw new Error(`${LOST_GPU_PROCESS} ${watch.loss}`);
}

async function openDevice(): Promise<GPUDevice | undefined> {
  const adapter = await navigator.gpu?.requestAdapter();
  const device = await adapter?.requestDevice();
  void device?.lost.then(({ reason, message }) => {
    watch.device = undefined;
    watch.loss = message || reason;
  });
  return device;
}

beforeAll(async () => {
  watch.loss = "";
  watch.device ??= await openDevice();
});

afterEach(check);

afterAll(async () => {
  // A loss that is on its way is told by the queue before it is by the device.
  await watch.device?.queue
    .onSubmittedWorkDone()
    .catch((thrown: unknown) => (watch.loss = String(thrown)));
  check();
});
