// What must not happen, each kind of it once, by which the fuzzer itself is tested.

import { AppError } from "../../../src/base/errors.ts";
import type { Kind } from "../kind.ts";

const FAULTS: readonly (() => void)[] = [
  () => undefined,
  () => {
    throw new AppError("fine", "This is a sentence.", "Do this next.");
  },
  () => {
    throw new TypeError("undefined is not a function");
  },
  () => {
    // As silent as a loop without an end, and takes no processor.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  () => process.abort(),
  () => {
    throw new AppError("mute", "There is no next step.", "");
  },
  () => {
    new Uint8Array(600 * 2 ** 20).fill(1);
  },
];

export const FAULTY: Kind = {
  name: "faulty",
  async run(random) {
    FAULTS[random.integer(0, FAULTS.length - 1)]?.();
  },
};
