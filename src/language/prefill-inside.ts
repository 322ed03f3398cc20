// A prefill that drops visual rows between layers. All rows of the video pass the layers before the first cut once, and
// what leaves them is kept; for each question its rows pass them too, then rows are rated and dropped, and the layers
// behind are prefilled from nothing.

import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "./decoder.ts";
import { joinRows, pickPositions, pickRows } from "./pick-rows.ts";
import type { RowPositions } from "./positions.ts";
import { attentionOf, type RateRows } from "./rate-rows.ts";
import type { FrameShares } from "./frame-quotas.ts";
import { strongest, strongestOfFrames } from "./strongest.ts";

/** A place where rows are dropped. */
export interface RowCut {
  /** The layer before which they are; the decoder is cut there (`Decoder.cutAt`). */
  readonly layer: number;
  /** How many visual rows stay, at most. */
  readonly keep: number;
  /** Whether rows keep their positions behind the cut, or are numbered anew; M-RoPE's always keep them. */
  readonly positions: "original" | "compact";
  /** How what stays is shared among the frames. Default: the best of the whole video stay. */
  readonly frames?: FrameShares | undefined;
}

/** The rows of a prompt. */
export interface InsideRows {
  /** Where they stand; without ids in a graph that takes none. */
  readonly positions: RowPositions;
  /** For each row, the token of the video that it is; −1 for one that is never dropped. */
  readonly tokens: Int32Array;
}

/** What a cut has left. */
export interface Survivors {
  readonly layer: number;
  /** The tokens of the video, ascending. */
  readonly tokens: Uint32Array;
}

/**
 * Runs the video's part of a prompt through the layers before `layer`, behind which its rows wait in `decoder.passed`.
 * The cache is marked there. The layers behind get nothing.
 */
export async function passRows(
  decoder: Decoder,
  embeddings: Tensor,
  { layer, positions, signal }: Passing & { readonly layer: number },
): Promise<void> {
  decoder.cache.reset();
  const { rows } = await throughFront(decoder, embeddings, layer, { positions, signal });
  decoder.passed = { border: rows, layer };
  decoder.cache.mark();
}

interface Passing {
  readonly positions: RowPositions;
  readonly signal?: AbortSignal | undefined;
}

export interface InsidePrefill {
  /** The question's embeddings [1, Q, D]. */
  readonly question: Tensor;
  /** All rows: those that wait, then the question's. */
  readonly rows: InsideRows;
  readonly cuts: readonly RowCut[];
  readonly rate: RateRows;
  readonly signal?: AbortSignal | undefined;
}

/** Appends a question behind the rows of `passRows`. The caller destroys the logits [V] of its last row. */
export async function prefillInside(
  decoder: Decoder,
  { question, rows: prompt, cuts, rate, signal }: InsidePrefill,
): Promise<{ readonly logits: Tensor; readonly survivors: readonly Survivors[] }> {
  const { gpu } = decoder;
  const { border, layer } = must(decoder.passed, "rows that wait before a cut");
  invariant(cuts[0]?.layer === layer, `rows wait before layer ${layer}`);
  const waiting = must(border[0]?.dims[1], "rows that wait");
  const axes = decoder.positionAxes;
  const { ids, next } = prompt.positions;
  const all = [...prompt.tokens.keys()];
  const asked = pickPositions(ids, axes, all.slice(waiting));
  const front = await throughFront(decoder, question, layer, {
    positions: { ids: asked, next },
    signal,
    isTapped: true,
  });
  let { part, queries } = front;
  let rows: readonly Tensor[] = front.rows;
  /** The rows of the prompt that the next part takes. */
  let held: readonly number[] = all;
  let positions: RowPositions = { ids, next };
  const survivors: Survivors[] = [];
  try {
    for (const behind of decoder.parts.filter(({ from }) => from >= layer)) {
      const cut = cuts.find((each) => each.layer === behind.from);
      if (cut !== undefined) {
        const seen = must(queries, "queries of the part before");
        const visual = held.flatMap((row, place) => (prompt.tokens[row] === -1 ? [] : [place]));
        const places = Uint32Array.from(visual);
        if (survivors.length === 0) rows = joinAll(gpu, border, rows);
        const place = { part, behind, border: rows, positions, queries: seen, places };
        const rated = await rate({ gpu, ...place, rows: held.length });
        const best =
          cut.frames === undefined
            ? strongest(rated, cut.keep)
            : strongestOfFrames(
                rated,
                visual.map((place) => must(prompt.tokens[held[place] ?? -1], "token")),
                cut.keep,
                cut.frames,
              );
        const stays = new Set(best.map((i) => places[i]));
        const kept = held.flatMap((row, place) =>
          prompt.tokens[row] === -1 || stays.has(place) ? [place] : [],
        );
        const passed = rows;
        rows = await pickRows(gpu, passed, kept);
        for (const tensor of passed) tensor.destroy();
        positions = placed(positions, axes, kept, cut);
        held = kept.map((place) => must(held[place], "row"));
        survivors.push({ layer: cut.layer, tokens: tokensOf(held, prompt) });
      }
      behind.cache.reset();
      const isTapped = cuts.some((each) => each.layer > behind.from);
      const taps = isTapped ? [attentionOf(behind).queries] : [];
      const { gives, tapped } = await behind.forward(rows, { positions, signal, taps });
      for (const tensor of [...rows, ...(queries === null ? [] : [queries])]) tensor.destroy();
      [part, rows, queries] = [behind, gives, tapped[0] ?? null];
    }
    return { logits: must(rows[0], "logits"), survivors };
  } catch (thrown) {
    for (const tensor of rows) tensor.destroy();
    queries?.destroy();
    throw thrown;
  }
}

const tokensOf = (held: readonly number[], { tokens }: InsideRows): Uint32Array =>
  Uint32Array.from(held.flatMap((row) => (tokens[row] === -1 ? [] : [must(tokens[row], "row")])));

/** Runs rows through the parts before `layer`; `isTapped`: with the queries of the last one. */
async function throughFront(
  decoder: Decoder,
  embeddings: Tensor,
  layer: number,
  { positions, signal, isTapped = false }: Passing & { readonly isTapped?: boolean },
) {
  const front = decoder.parts.filter(({ from }) => from < layer);
  const part = must(front.at(-1), "a part before the cut");
  let rows: readonly Tensor[] = [embeddings];
  let queries: Tensor | null = null;
  const drop = (): void => {
    for (const tensor of rows) if (tensor !== embeddings) tensor.destroy();
  };
  try {
    for (const each of front) {
      const taps = isTapped && each === part ? [attentionOf(each).queries] : [];
      const { gives, tapped } = await each.forward(rows, { positions, signal, taps });
      drop();
      rows = gives;
      queries = tapped[0] ?? null;
    }
  } catch (thrown) {
    drop();
    throw thrown;
  }
  return { part, rows, queries };
}

/** Puts rows behind those that wait, which stay, and frees the former. */
function joinAll(gpu: Gpu, border: readonly Tensor[], behind: readonly Tensor[]): Tensor[] {
  return behind.map((tensor, i) => {
    const joined = joinRows(gpu, must(border[i], "rows that wait"), tensor);
    tensor.destroy(); // takes effect after what was submitted
    return joined;
  });
}

function placed(
  { ids, next }: RowPositions,
  axes: number,
  kept: readonly number[],
  cut: RowCut,
): RowPositions {
  if (cut.positions === "compact" && axes < 2) {
    const counted = Array.from({ length: axes * kept.length }, (_, i) => BigInt(i));
    return { ids: BigInt64Array.from(counted), next: kept.length };
  }
  if (axes > 0) return { ids: pickPositions(ids, axes, kept), next };
  throw new AppError(
    "positions-unsupported",
    `This decoder counts the rows in its cache, so rows that stay behind layer ${cut.layer} cannot keep their positions.`,
    "Choose a method that numbers them anew, or another export of this model.",
  );
}
