// The works by which the bench times kernels, on the device that is written in TypeScript: they leave nothing behind, and what a
// tape holds can be done again. bench-gpu.test.ts runs them in a browser, and compares their kernels with the folder's.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import "../../support/without-webgpu.ts";
import { openGpu, type Gpu } from "../../../src/gpu/device.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import { createRecorder } from "../../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../../src/gpu/tensor.ts";
import { recordRowDistances, ROW_DISTANCES } from "../../../src/kernels/row-distances.ts";
import { replay, replayed } from "../../../tools/lab/page/gpu/replay.ts";
import { createTaper, type Taper } from "../../../tools/lab/page/gpu/tape.ts";
import { WORKS } from "../../../tools/lab/page/gpu/works/all.ts";
import { REDUCED } from "../../../tools/lab/page/gpu/works/work.ts";

let gpu: Gpu;
let taper: Taper;
beforeAll(async () => {
  gpu = await openGpu();
  taper = createTaper(gpu);
});
afterAll(() => gpu.destroy());

describe("the works of the bench", () => {
  it.each(WORKS)("$name can be taped and done again, and leaves nothing", async (work) => {
    const before = gpu.ledger.liveBuffers;
    const tape = await taper.tape(() => work.run(gpu, REDUCED));
    const dispatches = replayed(tape);
    const times = await replay(gpu, tape);
    expect(times).toHaveLength(dispatches.length);
    expect(times.every((time) => time >= 0)).toBe(true);
    tape.release();
    await gpu.device.queue.onSubmittedWorkDone();
    expect(gpu.ledger.liveBuffers).toBe(before);
    expect(gpu.errors).toEqual([]);
  });
});

describe("a tape", () => {
  it("holds the bytes and params of a dispatch, and does the same work again", async () => {
    const rows = tensorFrom(gpu, Float32Array.of(0, 0, 3, 4), [2, 2], "test/rows");
    const distances = createTensor(gpu, [2, 2], "float32", "test/distances");
    const kernel = await gpu.kernels.load(ROW_DISTANCES);
    const tape = await taper.tape(async () => {
      const recorder = createRecorder(gpu, "test");
      const shape = { count: 2, width: 2 };
      recordRowDistances(recorder, kernel, shape, { rows: [rows], distances });
      recorder.submit();
    });
    const want = [0, 5 / Math.SQRT2, 5 / Math.SQRT2, 0].map(Math.fround);
    expect([...(await readFloats(gpu, distances))]).toEqual(want);
    const [dispatch] = replayed(tape);
    expect(dispatch).toMatchObject({ kernel: "row-distances", boundBytes: [16, 16] });
    expect([...(dispatch?.params.subarray(0, 3) ?? [])]).toEqual([2, 2, 1]);
    gpu.device.queue.writeBuffer(distances.buffer, 0, new Float32Array(4));
    await replay(gpu, tape);
    expect([...(await readFloats(gpu, distances))]).toEqual(want);
    tape.release();
    rows.destroy();
    distances.destroy();
  });
});
