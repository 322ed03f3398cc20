// Set-up of every file that runs in the browser: when the browser loses its GPU process, the tests from then on fail and
// say so, and tools/dev/run-tests.ts runs the file again in another browser. A device that nobody destroys is what tells.

import { afterAll, afterEach, beforeAll } from "vitest";
import { LOST_GPU_PROCESS } from "../../tools/dev/count-tests.ts";

let device: GPUDevice | undefined;
let loss = "";

function check(): void {
  if (loss !== "") throw new Error(`${LOST_GPU_PROCESS} ${loss}`);
}

beforeAll(async () => {
  loss = "";
  const adapter = await navigator.gpu?.requestAdapter();
  device = await adapter?.requestDevice();
  void device?.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") loss = message || reason;
  });
});

afterEach(check);

afterAll(async () => {
  // A loss that is on its way is told by the queue before it is by the device.
  await device?.queue.onSubmittedWorkDone().catch((thrown: unknown) => (loss = String(thrown)));
  device?.destroy();
  check();
});
