// One more entry for each frame, after its chosen ones: the mean key, at position 0, and the mean value of the frame's
// tokens that were not chosen (StreamMem's prototypes).

import { invariant } from "../base/assert.ts";
import { bytesPerEntry, type EntryShape } from "../cache/entry-shape.ts";
import { createFrameDigests, frameStarts } from "./frame-digests.ts";
import { halfBits } from "../base/half.ts";
import { createTensor } from "../gpu/tensor.ts";
import { eachLayerAtOrigin, type CacheView, type ChunkRows } from "./take-entries.ts";

/** Returns [layers, keys and values, frames, heads, size] for a chunk that is in the cache; `chosen` is ascending. */
export async function meansOfUnchosen(
  view: CacheView,
  rows: ChunkRows,
  chosen: Uint32Array,
): Promise<Float32Array<ArrayBuffer>> {
  const { gpu, shape, mover } = view;
  const { layers, heads, size, dtype } = shape;
  const { frames } = rows;
  const rest = unchosenTokens(rows, chosen);
  const tokens = rest.flat();
  const label = "memory/prototypes";
  const means = await createFrameDigests(
    gpu,
    "mean",
    { layers: 2 * layers, frames, heads, size, dtype },
    label,
  );
  const starts = frameStarts(
    gpu,
    rest.map(({ length }) => length),
  );
  const keyRows = mover.rows(tokens);
  const valueRows = mover.rows(tokens.map((token) => rows.from + (rows.tokenRows[token] ?? 0)));
  const gathered = createTensor(gpu, [1, heads, tokens.length, size], dtype, label);
  eachLayerAtOrigin(view, rows, (recorder, keys, values, layer) => {
    mover.copy(recorder, keyRows, keys, gathered, 0);
    means.record(recorder, 2 * layer, gathered, starts);
    mover.copy(recorder, valueRows, values, gathered, 0);
    means.record(recorder, 2 * layer + 1, gathered, starts);
  });
  try {
    return await means.take();
  } finally {
    for (const one of [starts, keyRows, valueRows, gathered]) one.destroy();
  }
}

/** Joins chosen entries and the frames' means, [layers, keys and values, heads, count + frames, size]. */
export function weavePrototypes(
  entries: ArrayBuffer,
  means: Float32Array,
  chosen: Uint32Array,
  { frames, perFrame }: Pick<ChunkRows, "frames" | "perFrame">,
  shape: EntryShape,
): ArrayBuffer {
  const { layers, heads, size, dtype } = shape;
  const count = chosen.length + frames;
  const Cell = dtype === "float16" ? Uint16Array : Float32Array;
  const cellOf = dtype === "float16" ? halfBits : (value: number): number => value;
  invariant(
    entries.byteLength === chosen.length * bytesPerEntry(shape),
    `${entries.byteLength} bytes are not ${chosen.length} entries`,
  );
  const from = new Cell(entries);
  const woven = new Cell((count * bytesPerEntry(shape)) / Cell.BYTES_PER_ELEMENT);
  let [taken, to] = [0, 0];
  for (let plane = 0; plane < layers * 2 * heads; plane++) {
    const [part, head] = [Math.floor(plane / heads), plane % heads];
    let next = 0;
    for (let frame = 0; frame < frames; frame++) {
      for (; (chosen[next] ?? Infinity) < (frame + 1) * perFrame; next++) {
        woven.set(from.subarray(taken, taken + size), to);
        taken += size;
        to += size;
      }
      const mean = ((part * frames + frame) * heads + head) * size;
      for (let column = 0; column < size; column++) woven[to++] = cellOf(means[mean + column] ?? 0);
    }
  }
  return woven.buffer;
}

/** Returns for each frame the tokens that were not chosen, or all tokens when all were chosen. */
function unchosenTokens({ frames, perFrame }: ChunkRows, chosen: Uint32Array): number[][] {
  const isChosen = new Set(chosen);
  return Array.from({ length: frames }, (_, frame) => {
    const all = Array.from({ length: perFrame }, (_, i) => frame * perFrame + i);
    const rest = all.filter((token) => !isChosen.has(token));
    return rest.length > 0 ? rest : all;
  });
}
