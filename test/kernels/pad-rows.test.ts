import { describe, expect, it } from "vitest";
import { recordPadRows, PAD_ROWS, paddedWidth } from "../../src/kernels/pad-rows.ts";
import { padRowsReference } from "../reference/pad-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

inEachReal("pad-rows", () => {
  describe.each([
    { count: 1, width: 1, axisLimit: undefined },
    { count: 5, width: 8, axisLimit: undefined },
    { count: 31, width: 13, axisLimit: undefined },
    { count: 40, width: 7, axisLimit: 2 },
  ])("pad-rows $count×$width", ({ count, width, axisLimit }) => {
    it("adds zeros up to a multiple of four", async () => {
      const data = asReals(seededNormals(count * width, 1));
      const got = await onWorkbench(
        gpu(),
        async (bench) => {
          const kernel = await gpu().kernels.load(PAD_ROWS, {}, real());
          const tensors = {
            rows: bench.reals(data),
            padded: bench.output([count, paddedWidth(width)], realDtype()),
          };
          bench.run((to) => recordPadRows(to, kernel, { count, width }, tensors));
          return bench.floats(tensors.padded);
        },
        axisLimit,
      );
      expect(got).toEqual(Array.from(padRowsReference(data, width, paddedWidth(width))));
    });
  });
});
