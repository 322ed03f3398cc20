// A prefill that drops visual rows between layers. All rows of the video pass the layers before the first cut once, and
// what leaves them is kept; for each question its rows pass them too, then rows are rated and dropped, and the layers
// behind are prefilled from nothing.

import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "./decoder.ts";
import { dropRows, type HeldRows, type RowCut } from "./drop-rows.ts";
import type { DecoderPart, PartOptions } from "./decoder-part.ts";
import { joinRows, pickPositions } from "./pick-rows.ts";
import type { RowPositions } from "./positions.ts";
import { attentionOf, type RatedBy, type RateRows } from "./rate-rows.ts";
import { rowChanges } from "./row-changes.ts";

/** The rows of a prompt. */
export interface InsideRows {
  /** Where they stand; without ids in a graph that takes none. */
  readonly positions: RowPositions;
  /** For each row, the token of the video that it is; −1 for one that is never dropped. */
  readonly tokens: Int32Array;
}

/** The tokens that are left behind a cut inside the decoder. */
export interface Survivors {
  /** The first layer that has no others. */
  readonly layer: number;
  /** Their places among all T · N, ascending. */
  readonly tokens: Uint32Array;
  /** The rows that were merged from several tokens; none for methods that merge nothing. */
  readonly recycled: readonly RecycledRow[];
}

/** A row that was merged from those of several tokens. */
export interface RecycledRow {
  /** The token whose place it has, one of `members`: the centre of their cluster. */
  readonly token: number;
  /** The tokens that it was merged from, ascending. */
  readonly members: Uint32Array;
}

/**
 * Runs the video's part of a prompt through the layers before `layer`, behind which its rows wait in `decoder.passed`, with
 * what is wanted for rating them. The cache is marked there. The layers behind get nothing.
 */
export async function passRows(
  decoder: Decoder,
  embeddings: Tensor,
  { layer, positions, wants, signal }: Passing & { readonly layer: number },
): Promise<void> {
  decoder.cache.reset();
  const { rows, changes } = await throughFront(decoder, embeddings, layer, {
    positions,
    wants: wants.filter((each) => each === "changes"),
    signal,
  });
  decoder.passed = { border: rows, changes, layer };
  decoder.cache.mark();
}

interface Passing {
  readonly positions: RowPositions;
  /** What the rows are rated by. */
  readonly wants: readonly RatedBy[];
  readonly signal?: AbortSignal | undefined;
}

export interface InsidePrefill {
  /** The question's embeddings [1, Q, D]. */
  readonly question: Tensor;
  /** All rows: those that wait, then the question's. */
  readonly rows: InsideRows;
  readonly cuts: readonly RowCut[];
  readonly rate: RateRows;
  /** Which of the question's rows rate. Default: none. */
  readonly raters?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** Rows behind a part of the decoder, and what they can be rated by. */
interface Passed {
  readonly rows: readonly Tensor[];
  readonly queries: Tensor | null;
  readonly changes: Tensor | null;
}

/** What a prefill has left. */
export interface InsidePrefilled {
  /** [V], of the last row. */
  readonly logits: Tensor;
  readonly survivors: readonly Survivors[];
  /** When the rows had passed the layers before the first cut, and how many went on, all of them for each question anew. */
  readonly remade: { readonly startMs: number; readonly rows: number };
}

/** Appends a question behind the rows of `passRows`. The caller destroys the logits [V] of its last row. */
export async function prefillInside(
  decoder: Decoder,
  { question, rows: prompt, cuts, rate, raters = [], signal }: InsidePrefill,
): Promise<InsidePrefilled> {
  const { gpu } = decoder;
  const waiting = must(decoder.passed, "rows that wait before a cut");
  const { border, layer } = waiting;
  const { wants } = rate;
  invariant(cuts[0]?.layer === layer, `rows wait before layer ${layer}`);
  const asked = must(question.dims[1], "rows of the question");
  const { ids, next } = prompt.positions;
  const all = [...prompt.tokens.keys()];
  const positions = { ids: pickPositions(ids, decoder.positionAxes, all.slice(-asked)), next };
  const front = await throughFront(decoder, question, layer, { positions, wants, signal });
  let part = must(
    decoder.parts.findLast(({ from }) => from < layer),
    "a part before the cut",
  );
  let passed: Passed = front;
  let held: HeldRows = {
    tokens: [...prompt.tokens],
    members: all.map(() => null),
    positions: prompt.positions,
  };
  const survivors: Survivors[] = [];
  let remade = { startMs: performance.now(), rows: 0 };
  try {
    const others = decoder.parts.filter(({ from }) => from >= layer);
    for (const [i, behind] of others.entries()) {
      const cut = cuts.find((each) => each.layer === behind.from);
      if (cut !== undefined) {
        const isFirst = survivors.length === 0;
        if (isFirst) passed = { ...passed, rows: joinAll(gpu, border, passed.rows) };
        const changes = isFirst ? waiting.changes : passed.changes;
        const place = { gpu, part, behind, border: passed.rows, question: asked };
        const { rows, left } = await dropRows(
          { ...place, queries: passed.queries, changes, raters },
          { axes: decoder.positionAxes, held, cut, rate },
        );
        for (const tensor of passed.rows) tensor.destroy();
        passed = { ...passed, rows };
        held = left;
        survivors.push(survivorsOf(cut.layer, held));
        // The ratings were read, so the GPU is done with the layers before.
        if (isFirst) remade = { startMs: performance.now(), rows: held.tokens.length };
      }
      behind.cache.reset();
      const isRated = cuts.some((each) => each.layer === others[i + 1]?.from);
      const result = await runPart(decoder, behind, passed.rows, {
        positions: held.positions,
        wants: isRated ? wants : [],
        tapRows: asked,
        signal,
      });
      destroyAll(passed);
      [part, passed] = [behind, result];
    }
    return { logits: must(passed.rows[0], "logits"), survivors, remade };
  } catch (thrown) {
    destroyAll(passed);
    throw thrown;
  }
}

function survivorsOf(layer: number, { tokens, members }: HeldRows): Survivors {
  const own = tokens.filter((token, row) => token !== -1 && members[row] === null);
  return {
    layer,
    tokens: Uint32Array.from(own),
    recycled: members.flatMap((of, row) =>
      of === null ? [] : [{ token: must(tokens[row], "token"), members: Uint32Array.from(of) }],
    ),
  };
}

const destroyAll = ({ rows, queries, changes }: Passed): void => {
  for (const tensor of [...rows, queries, changes]) tensor?.destroy();
};

/** Runs rows through the parts before `layer`; what they can be rated by is the last one's. */
async function throughFront(
  decoder: Decoder,
  embeddings: Tensor,
  layer: number,
  { wants, ...options }: Passing,
): Promise<Passed> {
  const front = decoder.parts.filter(({ from }) => from < layer);
  let passed: Passed = { rows: [embeddings], queries: null, changes: null };
  const drop = (): void => {
    if (!passed.rows.includes(embeddings)) destroyAll(passed);
  };
  try {
    for (const each of front) {
      const isLast = each === front.at(-1);
      const result = await runPart(decoder, each, passed.rows, {
        ...options,
        wants: isLast ? wants : [],
        tapRows: embeddings.dims[1] ?? 1,
      });
      drop();
      passed = result;
    }
  } catch (thrown) {
    drop();
    throw thrown;
  }
  return passed;
}

/** Runs rows through a part; the caller destroys what comes back. */
async function runPart(
  { gpu }: Decoder,
  part: DecoderPart,
  rows: readonly Tensor[],
  { wants, ...options }: PartOptions & { readonly wants: readonly RatedBy[] },
): Promise<Passed> {
  const taps = wants.includes("queries") ? [attentionOf(part).queries] : [];
  const { gives, tapped } = await part.forward(rows, { ...options, taps });
  const queries = tapped[0] ?? null;
  try {
    const changes = wants.includes("changes") ? await rowChanges(gpu, rows, gives) : null;
    return { rows: gives, queries, changes };
  } catch (thrown) {
    destroyAll({ rows: gives, queries, changes: null });
    throw thrown;
  }
}

/** Puts rows behind those that wait, which stay, and frees the former. */
function joinAll(gpu: Gpu, border: readonly Tensor[], behind: readonly Tensor[]): Tensor[] {
  return behind.map((tensor, i) => {
    const joined = joinRows(gpu, must(border[i], "rows that wait"), tensor);
    tensor.destroy(); // takes effect after what was submitted
    return joined;
  });
}
