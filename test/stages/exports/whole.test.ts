// Long videos on every family's export: what is read chunk by chunk and put together again gives the logits of reading it at
// once, whatever was asked before.

import { beforeAll, describe, expect, it } from "vitest";
import { bytesPerEntry } from "../../../src/cache/entry-shape.ts";
import { createPrompt } from "../../../src/language/prompt.ts";
import { compactRows, detailedRows } from "../../../src/memory/compact.ts";
import { findRotation, PROBE_ROWS, type ProbedDecoder } from "../../../src/memory/find-rotation.ts";
import { rowPositions } from "../../../src/pipeline/attach-memory.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { wholeFacts } from "../../../src/pipeline/planned-reading.ts";
import { canReadWhole } from "../../../src/pipeline/whole-family.ts";
import { chunkPieces } from "../../../src/pipeline/whole-pieces.ts";
import { wholePrompt } from "../../../src/pipeline/whole-prompt.ts";
import { inSections } from "../../reference/rotate-keys.ts";
import { differs } from "../../support/differs.ts";
import { exportFiles } from "../../support/exports.ts";
import { useSharedGpu } from "../../support/gpu.ts";
import { replicaBlobs } from "../../support/replica.ts";
import { CHUNK, GRID, STEPS, wholeExport, type WholeExport } from "../../support/whole-export.ts";
import { LOGITS } from "../../tolerance.ts";

const gpu = useSharedGpu();
const [QUESTION, OTHER] = ["Which shape is red?", "What happens in this video?"] as const;
/** Which of the three chunks are in detail. */
const CHOICES = [
  [true, true, true],
  [false, false, false],
  [true, false, true],
].map((isDetailed) => new Map(isDetailed.entries()));

interface Family {
  readonly name: string;
  readonly files: () => Promise<Map<string, Blob>>;
  /** The axis of M-RoPE that each pair of channels follows, as config.json says. */
  readonly axisOf?: readonly number[];
  /** What is changed in its graphs; default: all that can be. */
  readonly rewrites?: readonly string[];
}

const FAMILIES: readonly Family[] = [
  { name: "llava-onevision", files: () => exportFiles("llava-onevision") },
  {
    name: "qwen2-vl",
    files: () => exportFiles("qwen2-vl"),
    axisOf: inSections(2, 3, 3),
  },
  {
    name: "qwen3.5",
    files: () => exportFiles("qwen3.5"),
    axisOf: [0, 1, 2, 0, 1, 2, 0, 1],
  },
  {
    // Attention in single operators, as the published export has it.
    name: "llava-onevision, as exported",
    files: () => exportFiles("llava-onevision"),
    rewrites: [],
  },
  { name: "lfm2.5-vl", files: () => exportFiles("lfm2.5-vl") },
  { name: "smolvlm2", files: () => exportFiles("smolvlm2") },
  {
    name: "llava-video",
    files: () => Promise.resolve(replicaBlobs({ family: "llava-video", dtype: "fp32", seed: 1 })),
  },
];

describe.each(FAMILIES)("$name", ({ name, files: open, axisOf, rewrites }) => {
  let model: LoadedModel;
  let video: WholeExport;
  let before: number;
  beforeAll(async () => {
    before = gpu().ledger.liveBuffers;
    const files = await open();
    const precisions = [uniformPrecision("fp32", "")];
    model = await loadModel(
      gpu(),
      { kind: "files", id: name, files, precisions },
      { runtime: "wasm", rewrites },
    );
    video = wholeExport(gpu(), model);
  });
  it("can be read whole", () => {
    expect(canReadWhole(model, gpu())).toBe(true);
  });

  it("turns its keys as its configuration says, which is measured", async () => {
    const { decoder, config } = model;
    const { cache, positionAxes: axes } = decoder;
    const alike = await decoder.embed(Array<number>(PROBE_ROWS).fill(5));
    const { text } = config;
    const given = { theta: text.ropeTheta, rotarySize: text.headSize };
    const probed: ProbedDecoder = {
      cache,
      axes,
      async append(embeddings, place) {
        const positions = place === null ? undefined : rowPositions(place, axes);
        (await decoder.forward(embeddings, { positions })).destroy();
      },
    };
    const rotation = await findRotation(gpu(), probed, alike, given);
    const rotarySize = axisOf === undefined ? text.headSize : 2 * axisOf.length;
    const wanted = { ...given, rotarySize, isInterleaved: false };
    expect(rotation).toEqual(axisOf === undefined ? wanted : { ...wanted, axisOf });
    alike.destroy();
  });

  it("reads the words of its prompt, in its order", async () => {
    const { config, chatTemplate, tokenizer } = model;
    const reading = await video.read({ detailed: 1, compact: 1 });
    const facts = wholeFacts(reading);
    const { before, hasNewline, suffix } = wholePrompt(model, facts, QUESTION);
    const perStep = GRID.rows * GRID.columns;
    const chunkFrames = CHUNK * config.framesPerStep;
    const chunks = Array.from({ length: STEPS / CHUNK }, (_, i) => {
      const shownTimesSec = facts.shownTimesSec.slice(i * chunkFrames, (i + 1) * chunkFrames);
      return chunkPieces(model, facts, { shownTimesSec, isFirst: i === 0 });
    });
    const rowOf = (piece: ReturnType<typeof chunkPieces>[number]): readonly unknown[] =>
      piece.kind === "text"
        ? piece.ids
        : piece.kind === "newline"
          ? ["newline"]
          : Array<string>(piece.to - piece.from).fill("token");
    const got = [
      ...before,
      ...chunks.flat().flatMap(rowOf),
      ...(hasNewline ? ["newline"] : []),
      ...suffix,
    ];
    const whole = createPrompt(
      chatTemplate,
      tokenizer,
      config.videoToken,
      config.pieces({
        steps: STEPS,
        tokens: GRID,
        timesSec: facts.shownTimesSec.filter((_, i) => i % config.framesPerStep === 0),
        shownTimesSec: facts.shownTimesSec,
        durationSec: facts.durationSec,
        isWhole: true,
      }),
      QUESTION,
    );
    expect(got).toEqual([...whole.prefix.flatMap(rowOf), ...whole.suffix]);
    expect(got.filter((row) => row === "token")).toHaveLength(STEPS * perStep);
    reading.memory.detach();
  });

  it("without compression is the reading at once, whichever chunks are in detail, and in any order", async () => {
    const want = await video.atOnce(QUESTION);
    const reading = await video.read({ detailed: 1, compact: 1 });
    for (const forced of CHOICES) {
      const { logits } = await reading.ask(QUESTION, { forced });
      expect(differs(logits, want, LOGITS)).toBeNull();
      await reading.ask(OTHER);
    }
    expect(differs(await video.atOnce(OTHER), want, LOGITS)).not.toBeNull();
    reading.memory.detach();
  });

  it("keeps of each chunk what its levels say, and what stands beside that", async () => {
    const reading = await video.read({ detailed: 1 / 2, compact: 1 / 6 });
    const { memory, store } = reading;
    for (const record of memory.records) {
      const [detailed, compact] = [detailedRows(record), compactRows(record)];
      expect(compact.every((row) => detailed.includes(row))).toBe(true);
      const { byteLength } = await store.get(record.index);
      expect(byteLength).toBe(detailed.length * bytesPerEntry(memory.shape));
    }
    expect(memory.sizes()).toEqual(
      memory.records.map((record) => ({
        detailed: detailedRows(record).length,
        compact: compactRows(record).length,
      })),
    );
    memory.detach();
  });

  it("answers the same in any order of questions, and after it was detached and restored", async () => {
    const shares = { detailed: 1 / 2, compact: 1 / 6 };
    const reading = await video.read(shares);
    const [forced, others] = [CHOICES[2]!, CHOICES[0]!];
    const first = await reading.ask(QUESTION, { forced });
    const second = await reading.ask(OTHER, { forced: others });
    expect(await reading.ask(QUESTION, { forced })).toEqual(first);
    expect(await reading.ask(OTHER, { forced: others })).toEqual(second);
    expect(differs(first.logits, second.logits, LOGITS)).not.toBeNull();
    const { records } = reading.memory;
    reading.memory.detach();
    const again = await video.read(shares, { store: reading.store, records });
    expect(await again.ask(QUESTION, { forced })).toEqual(first);
    again.memory.detach();
  });

  it("leaves no buffer behind", async () => {
    video.destroy();
    await model.release();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });
});
