import { describe, expect, it } from "vitest";
import { Handoff } from "../../../src/media/handoff.ts";

function recorded() {
  const discarded: number[] = [];
  return { discarded, queue: new Handoff<number>((item) => discarded.push(item)) };
}

describe("Handoff", () => {
  it("gives items in order, then undefined", async () => {
    const { queue } = recorded();
    queue.put(1);
    queue.put(2);
    queue.end();
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([1, 2, undefined]);
  });

  it("wakes a consumer that waits", async () => {
    const { queue } = recorded();
    const taken = queue.take();
    queue.put(7);
    expect(await taken).toBe(7);
  });

  it("throws the producer's failure after the items before it", async () => {
    const { queue } = recorded();
    queue.put(1);
    queue.end({ thrown: new Error("broken") });
    expect(await queue.take()).toBe(1);
    await expect(queue.take()).rejects.toThrow("broken");
  });

  it("discards what waits and what comes after the consumer has left", async () => {
    const { queue, discarded } = recorded();
    queue.put(1);
    queue.put(2);
    queue.close();
    queue.put(3);
    expect(discarded).toEqual([1, 2, 3]);
    expect(await queue.take()).toBeUndefined();
  });

  it("holds the producer back until there is room, and lets it go when the consumer leaves", async () => {
    const { queue } = recorded();
    queue.put(1);
    queue.put(2);
    let isFree = false;
    const waiting = queue.room(2).then(() => (isFree = true));
    await Promise.resolve();
    expect(isFree).toBe(false);
    await queue.take();
    await waiting;
    expect(isFree).toBe(true);
    queue.put(3);
    const stuck = queue.room(1);
    queue.close();
    await stuck;
  });
});
