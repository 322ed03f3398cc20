import { describe, expect, it } from "vitest";
import { workAhead } from "../../src/base/work-ahead.ts";

const NUMBERS = [0, 1, 2, 3, 4, 5];

/** Work on numbers that ends when the test says so. */
function heldWork() {
  const begun: number[] = [];
  const held = new Map<number, (end: () => string) => void>();
  const work = async (one: number): Promise<string> => {
    begun.push(one);
    const end = await new Promise<() => string>((resolve) => held.set(one, resolve));
    return end();
  };
  const end = (one: number) => held.get(one)!(() => `made ${one}`);
  const fail = (one: number) =>
    held.get(one)!(() => {
      throw new Error(`no ${one}`);
    });
  return { begun, work, end, fail };
}

describe("work ahead", () => {
  it("is handed on in order, in whatever order it ends, and no more is begun than is wished", async () => {
    const { begun, work, end } = heldWork();
    const made = workAhead(NUMBERS, 2, work);
    for (const one of NUMBERS) {
      const next = made.next();
      await Promise.resolve();
      expect(begun).toEqual(NUMBERS.slice(0, one + 3));
      // The last that was begun ends first.
      if (one === 0) for (const early of [2, 1]) end(early);
      else if (one + 2 < NUMBERS.length) end(one + 2);
      if (one === 0) end(0);
      expect(await next).toEqual({ value: `made ${one}`, done: false });
    }
    expect((await made.next()).done).toBe(true);
  });

  it("fails when its turn comes, also where a later one failed before", async () => {
    const { begun, work, end, fail } = heldWork();
    const made = workAhead(NUMBERS, 3, work);
    const first = made.next();
    fail(2);
    end(0);
    end(1);
    expect((await first).value).toBe("made 0");
    expect((await made.next()).value).toBe("made 1");
    await expect(made.next()).rejects.toThrow("no 2");
    // What was begun behind it may fail unheard.
    fail(3);
    expect((await made.next()).done).toBe(true);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
