// The memory of a long video on decoders of other kinds than the embedded one: attention of plain operators, whose cache
// grows by its own outputs and whose rows stand where `position_ids` says, and keys that turn in either pairing.

import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { findRotation, PROBE_ROWS, type ProbedDecoder } from "../../src/memory/find-rotation.ts";
import { createHostStore } from "../support/host-store.ts";
import { createVideoMemory } from "../../src/memory/video-memory.ts";
import { differs } from "../support/differs.ts";
import { exportFiles } from "../support/exports.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { decoderFiles, openDecoder, type DecoderFiles } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import { replicaDecoder } from "../support/replica-decoder.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();

const [CHUNKS, FRAMES, PER_FRAME] = [4, 2, 9];
const COUNT = FRAMES * PER_FRAME;

type Case = readonly [name: string, files: () => Promise<DecoderFiles>, Expected];
interface Expected {
  readonly kind: "static" | "growing";
  readonly isInterleaved: boolean;
}

const made = (...args: Parameters<typeof replicaDecoder>) =>
  Promise.resolve(replicaDecoder(...args));

/** As it lies in the folder: what the loader would fuse stays apart. */
const exported = async (name: string) =>
  decoderFiles({ kind: "files", id: name, files: await exportFiles(name) });

const CASES: readonly Case[] = [
  [
    "LLaVA-OneVision's export",
    () => exported("llava-onevision"),
    { kind: "growing", isInterleaved: false },
  ],
  [
    "plain attention",
    () => made({ attention: "plain", rotary: { kind: "positions" } }),
    { kind: "growing", isInterleaved: false },
  ],
  [
    "plain attention with interleaved keys",
    () => made({ attention: "plain", rotary: { kind: "positions", isInterleaved: true } }),
    { kind: "growing", isInterleaved: true },
  ],
  [
    "grouped attention that turns interleaved keys inside",
    () => made({ rotary: { kind: "fused", isInterleaved: true } }),
    { kind: "static", isInterleaved: true },
  ],
  [
    "grouped attention behind a rotation by positions",
    () => made({ rotary: { kind: "positions" } }),
    { kind: "static", isInterleaved: false },
  ],
];

/** Keys and values of the first layer, [2 · heads][length · size]: they see nothing but their own row and its position. */
async function firstLayer({ cache }: Decoder): Promise<Float32Array[]> {
  const { keys, values } = cache.layers()[0]!;
  const heads: Float32Array[] = [];
  for (const tensor of [keys, values]) {
    const [, count = 0, rows = 0, size = 0] = tensor.dims;
    const all = await readFloats(gpu(), tensor);
    for (let head = 0; head < count; head++) {
      heads.push(all.slice(head * rows * size, (head * rows + cache.length) * size));
    }
  }
  return heads;
}

/** Rows of [.., width], as embeddings [1, picked, width]. */
async function pickRows(from: readonly (readonly [Tensor, ArrayLike<number>])[], width: number) {
  const picked: number[] = [];
  for (const [tensor, rows] of from) {
    const all = await readFloats(gpu(), tensor);
    for (const row of Array.from(rows))
      picked.push(...all.subarray(row * width, (row + 1) * width));
  }
  return tensorFrom(
    gpu(),
    Float32Array.from(picked),
    [1, picked.length / width, width],
    "test/rows",
  );
}

/** Logits behind what the cache holds. */
async function ask(decoder: Decoder): Promise<Float32Array> {
  const embeddings = await decoder.embed([5, 6, 7, 8]);
  const logits = await decoder.forward(embeddings);
  const values = await readFloats(gpu(), logits);
  embeddings.destroy();
  logits.destroy();
  return values;
}

describe.each(CASES)("a decoder of %s", (_name, files, expected) => {
  it.each(["webgpu", "wasm"] as const)(
    "answers from its memory as from the plain prefill, on %s",
    async (runtime) => {
      const opened = await openDecoder(gpu(), "fitting", { runtime, files: await files() });
      const { decoder } = opened;
      const { cache } = decoder;
      const { layers, kvHeads, headSize, width, ropeTheta } = opened.files.text;
      expect(cache.kind).toBe(runtime === "wasm" ? "growing" : expected.kind);
      const { dtype } = opened.files;
      expect(cache.shape.entry).toEqual({ layers, heads: kvHeads, size: headSize, dtype });
      const append = async (embeddings: Tensor): Promise<void> => {
        (await decoder.forward(embeddings)).destroy();
      };
      const parts: ProbedDecoder = {
        append,
        cache,
        axes: decoder.positionAxes,
      };
      const alike = await decoder.embed(Array<number>(PROBE_ROWS).fill(4));
      const given = { theta: ropeTheta, rotarySize: headSize };
      const rotation = await findRotation(gpu(), parts, alike, given);
      expect(rotation).toEqual({ ...given, isInterleaved: expected.isInterleaved });
      await expect(
        findRotation(gpu(), parts, alike, { ...given, theta: 3 * ropeTheta }),
      ).rejects.toMatchObject({ code: "memory-unsupported" });

      const system = await decoder.embed([9, 1, 2]);
      const chunks = Array.from({ length: CHUNKS }, (_, i) => {
        const values = seededNormals(COUNT * width, i + 1, 0.3);
        return tensorFrom(gpu(), values, [FRAMES, PER_FRAME, width], `test/chunk-${i}`);
      });
      await append(system);
      for (const tokens of chunks) await append({ ...tokens, dims: [1, COUNT, width] });
      const want = await ask(decoder);

      const store = createHostStore();
      const read = async (shares: { detailed: number; compact: number }) => {
        const shape = cache.shape.entry;
        const memory = createVideoMemory({ shape, width, settings: { shares }, store });
        const room = { compactCapacity: CHUNKS * COUNT, system };
        await memory.attach(gpu(), { ...parts, rotation }, room);
        for (const [i, tokens] of chunks.entries()) {
          const timesSec = Array.from({ length: FRAMES }, (_, t) => i * FRAMES + t);
          await memory.read({ tokens, timesSec }, () => Promise.resolve(null));
        }
        return memory;
      };
      const whole = await read({ detailed: 1, compact: 1 });
      expect(cache.length).toBe(3 + CHUNKS * COUNT);
      expect(differs(await ask(decoder), want, LOGITS)).toBeNull();
      for (const isDetailed of [
        [true, true, true, true],
        [false, true, false, true],
      ]) {
        await whole.assemble(isDetailed);
        expect(differs(await ask(decoder), want, LOGITS)).toBeNull();
      }
      whole.detach();

      // With fewer entries rows stand elsewhere than where they were read: as if they had been read there.
      const half = await read({ detailed: 1 / 2, compact: 1 / 6 });
      await half.assemble([true, false, true, true]);
      expect(cache.length).toBe(3 + 9 + 3 + 9 + 9);
      const placed = await firstLayer(decoder);
      const kept = half.records.map(
        ({ index, levels: { detailed, compact } }): [Tensor, Uint32Array] => [
          chunks[index]!,
          index === 1 ? compact.map((place) => detailed[place]!) : detailed,
        ],
      );
      const rows = await pickRows([[system, [0, 1, 2]], ...kept], width);
      cache.reset();
      await append(rows);
      for (const [i, fresh] of (await firstLayer(decoder)).entries()) {
        expect(differs(placed[i]!, fresh, LOGITS)).toBeNull();
      }
      half.detach();
      rows.destroy();
      for (const tensor of [alike, system, ...chunks]) tensor.destroy();
      await store.destroy();
      await opened.release();
    },
  );
});
