// What encoding less saves: the same clips opened and asked about in turn by two engines, one with the whole vision encoder and one
// with its parts, since an engine that has cut a model's encoder runs its parts from then on.

import { must } from "../../../src/base/assert.ts";
import type { EncodeSettings, Engine, PatchCount, RuntimeChoice } from "../../../src/engine/api.ts";
import { createEngine } from "../../../src/engine/client.ts";
import { askOnce, totalMs } from "./ask.ts";
import { drawClipFile, drawNoiseFile } from "./draw-clip.ts";
import { type EncodedClip, encodedSpecs } from "./encoded-clips.ts";
import { givenFiles, note } from "./note.ts";

export interface EncodeBenchArgs {
  readonly id: string;
  readonly url: string;
  readonly runtime: RuntimeChoice;
  readonly frames: number;
  readonly clips: readonly EncodedClip[];
  /** The kinds whose clips are files that were given to the page, in the order of `clips`; others are drawn. */
  readonly filmed: readonly EncodedClip[];
  readonly encode: EncodeSettings;
  /** The share of tokens that the second engine's questions keep; the first one's keep all. */
  readonly retention: number;
  readonly repeats: number;
}

/** The times of one clip, a repetition an entry, in milliseconds. */
export interface EncodeTimes {
  readonly clip: EncodedClip;
  /** The encoder's batches. */
  readonly encodeMs: number[];
  /** The opening of the file, in which decoding and encoding overlap. */
  readonly openMs: number[];
  /** The opening and the first question, up to its first token. */
  readonly firstMs: number[];
}

export interface EncodeBenchValue {
  readonly whole: readonly EncodeTimes[];
  readonly parts: readonly EncodeTimes[];
  /** The patches of each clip. */
  readonly patches: readonly (PatchCount | null)[];
}

const QUESTION = "What color is the main object?";
const ALL: EncodeSettings = { still: null, chosen: null };

export async function benchEncode({
  id,
  url,
  runtime,
  frames,
  clips,
  filmed,
  encode,
  retention,
  repeats,
}: EncodeBenchArgs): Promise<EncodeBenchValue> {
  const engines = [createEngine(), createEngine()] as const;
  for (const engine of engines) {
    await engine.loadModel({ kind: "url", id, url }, { runtime, onProgress: () => note("") });
  }
  const files = await clipFiles(clips, { frames, filmed });
  const timesOf = (): EncodeTimes[] =>
    clips.map((clip) => ({ clip, encodeMs: [], openMs: [], firstMs: [] }));
  const times = [timesOf(), timesOf()] as const;
  const patches: (PatchCount | null)[] = clips.map(() => null);
  for (let round = -1; round < repeats; round++) {
    for (const [i, file] of files.entries()) {
      const isFirst = round % 2 === 0; // who begins changes from round to round
      for (const side of isFirst ? ([0, 1] as const) : ([1, 0] as const)) {
        const asked = await openAndAsk(engines[side], file, {
          frames,
          encode: side === 0 ? ALL : encode,
          retention: side === 0 ? 1 : retention,
        });
        if (side === 1) patches[i] = asked.patches;
        if (round < 0) continue; // the first round compiles
        const own = times[side][i];
        own?.encodeMs.push(asked.encodeMs);
        own?.openMs.push(asked.openMs);
        own?.firstMs.push(asked.firstMs);
      }
    }
    note(round < 0 ? "Warmed up" : `Encoding: round ${round + 1} of ${repeats}`);
  }
  for (const engine of engines) engine.dispose();
  return { whole: times[0], parts: times[1], patches };
}

/** Returns the file of each clip. */
export function clipFiles(
  clips: readonly EncodedClip[],
  { frames, filmed }: Pick<EncodeBenchArgs, "frames" | "filmed">,
): Promise<File[]> {
  const given = [...givenFiles()];
  return Promise.all(
    encodedSpecs(clips, frames).map(async (spec, i) => {
      const kind = must(clips[i], "kind");
      if (filmed.includes(kind)) return must(given.shift(), `a file of "${kind}"`);
      return kind === "noise" ? drawNoiseFile(spec) : drawClipFile(spec);
    }),
  );
}

async function openAndAsk(
  engine: Engine,
  file: File,
  { frames, encode, retention }: { frames: number; encode: EncodeSettings; retention: number },
) {
  const startMs = performance.now();
  const video = await engine.open(file, {
    name: file.name,
    way: { kind: "frames", frames, encode },
    onProgress: () => note(""),
  });
  const openMs = performance.now() - startMs;
  if (video.encode.left !== null) throw new Error(video.encode.left);
  const plan = { method: "cover", retention } as const;
  const { firstTokenMs } = await askOnce(engine, video, QUESTION, { plan, maxTokens: 1 });
  await engine.close(video);
  return {
    encodeMs: totalMs(video.spans, "encode"),
    openMs,
    firstMs: openMs + firstTokenMs,
    patches: video.encode.count,
  };
}
