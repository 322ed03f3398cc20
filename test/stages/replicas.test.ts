// Every family end to end, with a replica of random weights: load, encode a clip, plan, ask, ask again.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import { ask as askEngine } from "../support/ask.ts";
import { sharedEngine } from "../support/engine.ts";
import { replicaBlobs } from "../support/replica.ts";

const FRAMES = 5;

describe.each([
  { family: "llava-onevision", steps: 5, newlines: 1 },
  { family: "llava-video", steps: 5, newlines: 10 },
  { family: "qwen2-vl", steps: 3, newlines: 0 },
  { family: "smolvlm2", steps: 5, newlines: 0 },
] as const)("a replica of $family", ({ family, steps, newlines }) => {
  let engine: Engine;
  beforeAll(() => {
    engine = sharedEngine();
  });

  it.each(["fp32", "q4"] as const)("answers in %s, and keeps to the budget", async (dtype) => {
    const files = replicaBlobs({ family, dtype, seed: 1 });
    // The runtime's CPU part in browsers has no GatherBlockQuantized, which its embedding is.
    const runtime = family === "llava-video" && dtype === "q4" ? "webgpu" : "wasm";
    const info = await engine.loadModel({ kind: "files", id: family, files }, { runtime });
    expect(info.precision).toBe(dtype);
    const clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
    const seen: number[] = [];
    const video = await engine.open(clip, {
      way: { kind: "frames", frames: FRAMES },
      onFrame({ timeSec, thumbnail }) {
        seen.push(timeSec);
        thumbnail.close();
      },
    });
    expect(video.timesSec).toHaveLength(steps);
    expect(seen).toEqual(video.timesSec);
    const { rows, columns } = video.grid;
    const total = steps * rows * columns;
    const ask = async (retention: number) => {
      const plan = { method: "vidcom2", retention } as const;
      const options = { plan, maxTokens: 4, ignoreEnd: true };
      return (await askEngine(engine, video, "What appears?", options)).report;
    };
    const all = await ask(1);
    expect(all.tokens).toMatchObject({ total, kept: total });
    const half = await ask(0.5);
    expect(half.tokens.kept).toBe(Math.round(total / 2));
    // Text and newlines are never dropped.
    expect(half.tokens.prompt - half.tokens.kept).toBe(all.tokens.prompt - total);
    expect(half.tokens.prompt - half.tokens.kept).toBeGreaterThan(newlines);
    const again = await ask(0.5);
    expect(again.videoReused).toBe(true);
    expect(again.text).toBe(half.text);
    await engine.close(video);
  });
});
