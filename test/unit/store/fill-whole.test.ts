// Hours of a video: what each of thousands of chunks costs does not grow with those before it.

import { describe, expect, it } from "vitest";
import type { ReadChunk, WholeVideo } from "../../../src/engine/api.ts";
import { fillWhole } from "../../../src/store/whole/fill-whole.ts";
import { newWhole, updateWhole } from "../../../src/store/whole/state.ts";
import type { VideoState } from "../../../src/store/video/state.ts";
import { wholeOf } from "../../../src/store/video/state.ts";
import { countedDraw } from "../../support/counted-draw.ts";

/** More than eight hours at a frame a second. */
const CHUNKS = 4_000;
const FRAMES = 8;
const TIMES = Array.from({ length: CHUNKS * FRAMES }, (_, frame) => frame);
const USE = { gpuBytes: 0, hostBytes: 0, diskBytes: 0, detailed: 0, compact: 0 };

/** A memory of an open video in the state, how often that was changed, and chunks of which the looks at their times are counted. */
function hours() {
  const video = {
    id: 1,
    timesSec: TIMES,
    chunkTimes: FRAMES,
    chunkCount: CHUNKS,
  } as unknown as WholeVideo;
  let state = { phase: "open", look: newWhole(video, null) } as unknown as VideoState;
  const counts = { changes: 0, looks: 0 };
  const ends = {
    get: () => ({ video: state }),
    set: (change: { video: VideoState }) => {
      counts.changes++;
      state = change.video;
    },
  };
  const chunk = (index: number): ReadChunk =>
    Object.defineProperty({ index, levels: new Uint8Array() } as unknown as ReadChunk, "timesSec", {
      enumerable: true,
      get() {
        counts.looks++;
        return TIMES.slice(FRAMES * index, FRAMES * (index + 1));
      },
    });
  const change = (how: Parameters<typeof updateWhole>[2]) => updateWhole(ends, 1, how);
  return { change, chunk, counts, look: () => wholeOf(state)! };
}

describe("a memory of hours", () => {
  it("takes each chunk that is read by itself, and only those frames whose pictures are kept", async () => {
    const { change, chunk, counts, look } = hours();
    const { draw, open } = countedDraw();
    const { onFrame, onChunk } = fillWhole(change, () => 0, "video");
    for (let index = 0; index < CHUNKS; index++) {
      for (let frame = FRAMES * index; frame < FRAMES * (index + 1); frame++)
        onFrame({ index: frame, timeSec: frame, thumbnail: await draw() });
      onChunk(chunk(index), USE);
    }
    expect(look().chunks).toHaveLength(CHUNKS);
    expect(look().timesSec).toEqual(TIMES);
    expect(look().strip.map(({ index }) => index % FRAMES)).toEqual(Array(CHUNKS).fill(4));
    expect(open.size).toBe(CHUNKS);
    expect(counts).toEqual({ changes: 2 * CHUNKS, looks: CHUNKS });
  });

  it("comes back from the disk in few steps, the first of which is at once", async () => {
    const { change, chunk, counts, look } = hours();
    const { draw, open } = countedDraw();
    let nowMs = 0;
    let first: number | undefined;
    const { onFrame, onChunk, flush } = fillWhole(change, () => (nowMs += 1 / 8), "disk");
    for (let index = 0; index < CHUNKS; index++) {
      // The engine sends one of each.
      const frame = FRAMES * index + 3;
      onFrame({ index: frame, timeSec: frame, thumbnail: await draw() });
      first ??= look().strip.length;
    }
    expect(first).toBe(1);
    for (let index = 0; index < CHUNKS; index++) onChunk(chunk(index), USE);
    flush();
    expect(look().chunks.map(({ index }) => index)).toEqual([...Array(CHUNKS).keys()]);
    expect(look().timesSec).toEqual(TIMES);
    expect(look().strip).toHaveLength(CHUNKS);
    expect(open.size).toBe(CHUNKS);
    expect(counts.changes).toBeLessThan(30);
    expect(counts.looks).toBe(CHUNKS);
  });

  it("still takes what comes once more, or before others", async () => {
    const { change, chunk, look } = hours();
    const { draw, open } = countedDraw();
    const { onFrame, onChunk } = fillWhole(change, () => 0, "video");
    for (const index of [12, 4, 12]) onFrame({ index, timeSec: index, thumbnail: await draw() });
    for (const index of [1, 0, 1]) onChunk(chunk(index), USE);
    expect(look().strip.map(({ index }) => index)).toEqual([4, 12]);
    expect(look().timesSec).toEqual(TIMES.slice(0, 2 * FRAMES));
    expect(open.size).toBe(2);
  });
});
