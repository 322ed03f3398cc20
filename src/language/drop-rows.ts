// What happens to the rows between two parts of a decoder: some visual ones are dropped by their ratings, and some of those
// come back merged into new ones.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { FrameShares } from "./frame-quotas.ts";
import { joinRows, pickPositions, pickRows } from "./pick-rows.ts";
import type { RowPositions } from "./positions.ts";
import type { RatedPlace, RateRows } from "./rate-rows.ts";
import { recycleRows } from "./recycle-rows.ts";
import { strongest, strongestOfFrames } from "./strongest.ts";

/** A place where rows are dropped. */
export interface RowCut {
  /** The layer before which they are; the decoder is cut there (`Decoder.cutAt`). */
  readonly layer: number;
  /** How many visual rows stay, at most. */
  readonly keep: number;
  /** How many of the dropped ones are merged, the best rated, and into how many new rows behind those that stay. Default: none. */
  readonly recycled?: { readonly from: number; readonly into: number } | undefined;
  /** Whether rows keep their positions behind the cut, or are numbered anew; M-RoPE's always keep them. */
  readonly positions: "original" | "compact";
  /** How what stays is shared among the frames. Default: the best of the whole video stay. */
  readonly frames?: FrameShares | undefined;
}

/** The rows that a part of the decoder takes. */
export interface HeldRows {
  /** For each row, the token of the video that it is, or that a merged one is nearest to; −1 for one that is never dropped. */
  readonly tokens: readonly number[];
  /** For each row, the tokens that were merged into it; null for one that is a single row of the prompt. */
  readonly members: readonly (readonly number[] | null)[];
  readonly positions: RowPositions;
}

export interface Dropping {
  /** The numbers of a position. */
  readonly axes: number;
  readonly held: HeldRows;
  readonly cut: RowCut;
  readonly rate: RateRows;
}

/** Returns the rows that go on, [1, K, D] of each border tensor, and what they are. The border stays the caller's. */
export async function dropRows(
  place: Omit<RatedPlace, "positions" | "rows" | "places">,
  { axes, held, cut, rate }: Dropping,
): Promise<{ readonly rows: readonly Tensor[]; readonly left: HeldRows }> {
  const { gpu, border } = place;
  const { tokens, positions } = held;
  const visual = tokens.flatMap((token, row) => (token === -1 ? [] : [row]));
  const places = Uint32Array.from(visual);
  const rated = await rate.rate({ ...place, positions, places, rows: tokens.length });
  const best =
    cut.frames === undefined
      ? strongest(rated, cut.keep)
      : strongestOfFrames(
          rated,
          visual.map((row) => must(tokens[row], "token")),
          cut.keep,
          cut.frames,
        );
  const stays = new Set(best.map((i) => must(visual[i], "row")));
  const kept = [...tokens.keys()].filter((row) => tokens[row] === -1 || stays.has(row));
  const { recycled } = cut;
  if (recycled === undefined || kept.length === tokens.length) {
    const rows = await pickRows(gpu, border, kept);
    return { rows, left: leftOf(held, kept.map(itself), { axes, cut }) };
  }
  const dropped = [...rated.keys()].filter((i) => !stays.has(must(visual[i], "row")));
  const merged = strongest(
    dropped.map((i) => rated[i] ?? NaN),
    recycled.from,
  ).map((i) => must(visual[dropped[i] ?? -1], "row"));
  const { rows: fresh, members } = await recycleRows(gpu, border, merged, recycled.into);
  // The new rows stand behind the last visual one that stays, and before the text.
  const end = 1 + kept.findLastIndex((row) => tokens[row] !== -1);
  const [front, back] = [kept.slice(0, end), kept.slice(end)];
  const rows = await around(gpu, border, { front, fresh, back });
  const sources = [
    ...front.map(itself),
    ...members.map((of) => ({ row: must(of[0], "centre"), of })),
    ...back.map(itself),
  ];
  return { rows, left: leftOf(held, sources, { axes, cut }) };
}

/** Where a row comes from, and which rows were merged into it. */
interface Source {
  readonly row: number;
  readonly of: readonly number[] | null;
}

const itself = (row: number): Source => ({ row, of: null });

function leftOf(
  { tokens, members, positions }: HeldRows,
  sources: readonly Source[],
  { axes, cut }: Pick<Dropping, "axes" | "cut">,
): HeldRows {
  const tokensIn = (row: number): readonly number[] => members[row] ?? [must(tokens[row], "token")];
  const rows = sources.map(({ row }) => row);
  return {
    tokens: rows.map((row) => must(tokens[row], "token")),
    members: sources.map(({ row, of }) =>
      of === null ? (members[row] ?? null) : of.flatMap(tokensIn).toSorted((a, b) => a - b),
    ),
    positions: placed(positions, axes, rows, cut),
  };
}

/** Returns rows of the border with new ones between them, and frees the latter. */
async function around(
  gpu: Gpu,
  border: readonly Tensor[],
  {
    front,
    fresh,
    back,
  }: {
    readonly front: readonly number[];
    readonly fresh: readonly Tensor[];
    readonly back: readonly number[];
  },
): Promise<Tensor[]> {
  const [first, last] = [await pickRows(gpu, border, front), await pickRows(gpu, border, back)];
  return first.map((tensor, i) => {
    const [middle, end] = [must(fresh[i], "merged rows"), must(last[i], "rows behind them")];
    const begun = joinRows(gpu, tensor, middle);
    const joined = joinRows(gpu, begun, end);
    for (const used of [tensor, middle, end, begun]) used.destroy(); // takes effect after what was submitted
    return joined;
  });
}

function placed(
  { ids, next }: RowPositions,
  axes: number,
  rows: readonly number[],
  cut: RowCut,
): RowPositions {
  if (cut.positions === "compact" && axes < 2) {
    const counted = Array.from({ length: axes * rows.length }, (_, i) => BigInt(i));
    return { ids: BigInt64Array.from(counted), next: rows.length };
  }
  if (axes > 0) return { ids: pickPositions(ids, axes, rows), next };
  throw new AppError(
    "positions-unsupported",
    `This decoder counts the rows in its cache, so rows that stay behind layer ${cut.layer} cannot keep their positions.`,
    "Choose a method that numbers them anew, or another export of this model.",
  );
}
