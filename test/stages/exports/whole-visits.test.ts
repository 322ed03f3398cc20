// A clip that every family's export reads whole through the engine: asked, saved, reopened and asked again.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, WholeVideo } from "../../../src/engine/api.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { ask as askEngine } from "../../support/ask.ts";
import { sharedEngine } from "../../support/engine.ts";
import { exportFiles } from "../../support/exports.ts";
import { GRAPHS_ON_CPU } from "../../support/model.ts";
import { replicaBlobs } from "../../support/replica.ts";

/** Six frames of the clip, two a chunk. */
const WAY = {
  kind: "whole",
  framesPerSec: 0.6,
  chunkFrames: 2,
  shares: { detailed: 1 / 2, compact: 1 / 8 },
} as const;

/** The names of folders, and how many frames a step of the family has. */
const FAMILIES = [
  ["llava-onevision", 1],
  ["llava-video", 1],
  ["smolvlm2", 1],
  ["qwen2-vl", 2],
  ["qwen3.5", 2],
  ["lfm2.5-vl", 1],
] as const;

let engine: Engine;
let clip: Blob;
beforeAll(async () => {
  engine = sharedEngine();
  clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
});

const ask = async (video: WholeVideo, question: string) => {
  // The weights are random, so only the ids tell one answer from another.
  const options = { maxTokens: 6, ignoreEnd: true, chunks: 0 };
  const { report } = await askEngine(engine, video, question, options);
  return { ids: report.ids, choice: report.choice, tokens: report.tokens };
};

describe.each(FAMILIES)("%s", (name, framesPerStep) => {
  it("reads a clip whole, is asked, saves it, opens it again or as a file, and answers alike", async () => {
    const files =
      name === "llava-video"
        ? replicaBlobs({ family: name, dtype: "fp32", seed: 1 })
        : await exportFiles(name);
    const precisions = [uniformPrecision("fp32", "")];
    const source = { kind: "files", id: name, files, precisions } as const;
    const { canReadWhole } = await engine.loadModel(source, GRAPHS_ON_CPU);
    expect(canReadWhole).toBe(true);

    const indices: number[] = [];
    const read = await engine.open(clip, {
      way: WAY,
      onFrame({ index, thumbnail }) {
        indices.push(index);
        thumbnail.close();
      },
    });
    const steps = 6 / framesPerStep;
    expect(read).toMatchObject({ isComplete: true, chunkCount: 3, chunkTimes: 2 / framesPerStep });
    expect(read.timesSec).toHaveLength(steps);
    expect(indices).toEqual(Array.from({ length: steps }, (_, i) => i));
    expect(read.chunks.flatMap(({ timesSec }) => timesSec)).toHaveLength(steps);

    const [first, second] = ["What color is the main object?", "What moves?"];
    const wanted = await ask(read, first);
    expect(wanted.choice.chunks.map(({ isDetailed }) => isDetailed)).toEqual([true, false, true]);
    const other = await ask(read, second);
    expect(await ask(read, first)).toEqual(wanted);

    const saved = await engine.save(read);
    await engine.close(read);
    const sent: number[] = [];
    const again = await engine.reopen(saved.id, {
      isOnePictureEach: true,
      onFrame({ index, thumbnail }) {
        sent.push(index);
        thumbnail.close();
      },
    });
    // The middle one of each chunk.
    expect(sent).toEqual(framesPerStep === 1 ? [1, 3, 5] : [0, 1, 2]);
    expect(again.chunks).toEqual(read.chunks);
    expect(await ask(again, second)).toEqual(other);
    expect(await ask(again, first)).toEqual(wanted);
    await engine.close(again);

    // Read, as a download is, because its parts are those on the disk.
    const exported = await engine.exportMemory(saved.id);
    const file = new Blob([await exported.arrayBuffer()]);
    await engine.deleteSaved(saved.id);
    const given = await engine.importMemory(file);
    const taken = await engine.reopen(given.id);
    expect(await ask(taken, first)).toEqual(wanted);
    await engine.close(taken);
    await engine.deleteSaved(given.id);
  });
});
