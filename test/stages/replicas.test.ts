// Every family end to end, with a replica of random weights: load, encode a clip, plan, ask, ask again, leave nothing.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";

const CASES = [
  { family: "llava-onevision", frames: 5, grid: { rows: 2, columns: 2 }, steps: 5 },
] as const satisfies readonly (Pick<ReplicaOptions, "family"> & object)[];

function blobs(options: Omit<ReplicaOptions, "scale">): Map<string, Blob> {
  const files = replicaFiles({ ...options, scale: "mini" });
  return new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])]));
}

describe.each(CASES)("a replica of $family", ({ family, frames, grid, steps }) => {
  let engine: Engine;
  beforeAll(() => {
    engine = createEngine();
  });
  afterAll(() => engine.dispose());

  it.each(["fp32", "q4"] as const)("answers in %s, and keeps to the budget", async (dtype) => {
    const files = blobs({ family, dtype, seed: 1 });
    const info = await engine.loadModel({ kind: "files", id: family, files });
    expect(info.precision).toBe(dtype);
    const clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
    const video = await engine.openVideo(clip, { frames });
    expect(video.grid).toEqual(grid);
    expect(video.frameTimesSec).toHaveLength(steps);
    const total = steps * grid.rows * grid.columns;
    const ask = async (retention: number) => {
      const pieces = engine.ask(video, "What appears?", {
        plan: { method: "vidcom2", retention },
        maxTokens: 4,
        ignoreEnd: true,
      });
      let next = await pieces.next();
      while (next.done !== true) next = await pieces.next();
      return next.value;
    };
    const all = await ask(1);
    expect(all.tokens).toMatchObject({ total, kept: total });
    const quarter = await ask(0.25);
    expect(quarter.tokens.kept).toBe(Math.round(total / 4));
    expect(quarter.tokens.prompt).toBe(all.tokens.prompt - total + quarter.tokens.kept);
    const again = await ask(0.25);
    expect(again.videoReused).toBe(true);
    expect(again.text).toBe(quarter.text);
    await engine.closeVideo(video);
  });
});
