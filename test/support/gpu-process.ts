// Set-up of every file that runs in the browser: a file during which the browser loses its GPU process fails and says
// so, and tools/dev/run-tests.ts runs it again in another browser. A device that nobody destroys is what tells.

import { afterAll, beforeAll } from "vitest";
import { LOST_GPU_PROCESS } from "../../tools/dev/count-tests.ts";

let device: GPUDevice | undefined;
let loss = "";

beforeAll(async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  device = await adapter?.requestDevice();
  void device?.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") loss = message || reason;
  });
});

afterAll(async () => {
  // Behind a loss that is on its way.
  await device?.queue.onSubmittedWorkDone();
  if (loss !== "") throw new Error(`${LOST_GPU_PROCESS} ${loss}`);
  device?.destroy();
});
