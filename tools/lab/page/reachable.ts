import { AppError } from "../../../src/base/errors.ts";

/** Waits for what a plan gives; null when its method cannot keep so few tokens. */
export async function reachable<T>(made: Promise<T>): Promise<T | null> {
  try {
    return await made;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "retention-unreachable") return null;
    throw thrown;
  }
}
