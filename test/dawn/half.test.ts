// What every method keeps of features in 16 bits is what it keeps of the same numbers in 32.

import { expect, it } from "vitest";
import { CHOOSING, compareHalf } from "../../tools/lab/page/gpu/compare-half.ts";
import { useGpu } from "../support/gpu.ts";

const gpu = useGpu();

it.each(CHOOSING)("$choice.name keeps the same tokens", async (work) => {
  const found = await compareHalf(gpu(), work);
  expect(found.different).toBe(0);
});
