// What every method keeps of features in 16 bits is what it keeps of the same numbers in 32.

import { expect, it } from "vitest";
import { CHOOSING, compareHalf, timedHalves } from "../../tools/lab/page/gpu/compare-half.ts";
import { REDUCED } from "../../tools/lab/page/gpu/works/work.ts";
import { useGpu } from "../support/gpu.ts";

const gpu = useGpu();

it.each([...CHOOSING, ...timedHalves(REDUCED, 2)])(
  "$choice.name keeps the same tokens, $retention of them",
  async (work) => {
    const { different, halfMs, fullMs } = await compareHalf(gpu(), work);
    expect(different).toBe(0);
    expect([halfMs, fullMs].map(({ length }) => length)).toEqual([work.repeats, work.repeats]);
  },
);
