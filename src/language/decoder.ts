// The language model: embeddings in, logits of the last position out, keys and values kept in the cache. Its graph is in
// one piece until a method wants to drop rows between two layers; then it is cut, and the rows go from part to part.

import { invariant, must } from "../base/assert.ts";
import { joinCaches } from "../cache/join-caches.ts";
import type { KvCache } from "../cache/kv-cache.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import { MOST_ROWS } from "../model/run-sizes.ts";
import {
  createDecoderPart,
  type DecoderPart,
  type PartGraph,
  type PartResult,
} from "./decoder-part.ts";
import type { RowPositions } from "./positions.ts";
import { attentionOf } from "./rate-rows.ts";
import type { StepFocus } from "./step-focus.ts";

export interface Decoder {
  /** The device on which its rows are. */
  readonly gpu: Gpu;
  /** The caches of all parts as one. */
  readonly cache: KvCache;
  /** Its graphs in order; one for a decoder that is not cut. They are others after `cutAt`. */
  readonly parts: readonly DecoderPart[];
  /**
   * How many numbers the graph takes for the position of a row: 1, or 3 for M-RoPE; 0 where it takes none and counts the rows
   * in the cache.
   */
  readonly positionAxes: number;
  /** Returns the embeddings of ids, [1, S, D]; the caller destroys the tensor. */
  embed(ids: readonly number[]): Promise<Tensor>;
  /**
   * Appends S rows to the cache, in as many runs as memory requires, and returns the logits of the last one, [V]; the caller
   * destroys the tensor. `signal` is checked between runs. Without `positions` the rows follow those before them; with them,
   * later rows follow `positions.next`. A graph without `position_ids` must not be given any. A decoder in parts passes all rows
   * on.
   */
  forward(embeddings: Tensor, options?: ForwardOptions): Promise<Tensor>;
  /**
   * Sees to it that parts begin at each of `layers`, which ascend. Where they do not yet, the graph is cut anew, at these
   * layers and at those where it is cut already: the cache is then empty, and its owner must be forgotten. The parts stay
   * until the decoder is released, since making sessions takes seconds; rows that are passed on whole give the same
   * logits.
   * @throws AppError `graph-cut` when the graph cannot be cut so, which leaves it as it is; `graph-create`.
   */
  cutAt(layers: readonly number[]): Promise<void>;
  /**
   * Rows that some of its parts have taken and the others have not, for a method that drops rows between them; null for
   * none. They are freed when others are put here, and when the cache drops the rows.
   */
  passed: PassedRows | null;
  /** What single rows look at behind one of its parts, while an answer is written; null for everything. */
  focus: StepFocus | null;
  /** Frees the cache and all graphs of layers. */
  release(): Promise<void>;
}

/** Rows behind some of a decoder's parts. */
export interface PassedRows {
  /** The border's tensors, each [1, S, D]. */
  readonly border: readonly Tensor[];
  /** How far the last layer that they have passed moved each, float32 [S]; null where nobody wants to know. */
  readonly changes: Tensor | null;
  /** The layer that takes them next. */
  readonly layer: number;
}

export interface ForwardOptions {
  readonly signal?: AbortSignal | undefined;
  readonly positions?: RowPositions | undefined;
  /** Whether each run is waited for before the next, so that the signal stops them sooner. Default: no. */
  readonly isPatient?: boolean | undefined;
  /** Receives other outputs of the last run; the tensors are destroyed when the promise resolves. */
  readonly tap?:
    | { readonly names: readonly string[]; see(tensors: readonly Tensor[]): Promise<void> }
    | undefined;
}

export interface DecoderOptions {
  /** The rows of a prefill's run, where its last row looks at so many positions. Default: `MOST_ROWS`. */
  readonly rowsPerRun?: ((positions: number) => number) | undefined;
  /**
   * Cuts the decoder's file before layers, or not for none, and returns how to open each part. Default: a decoder that
   * stays in one piece.
   */
  readonly cut?: ((layers: readonly number[]) => Promise<readonly OpenPart[]>) | undefined;
}

/** Opens the graph and the empty cache of one part. */
export type OpenPart = () => Promise<PartGraph>;

/** Appends tokens to the cache, and returns the logits behind the last one, [V]; the caller destroys them. */
export async function forwardTokens(
  decoder: Decoder,
  ids: readonly number[],
  options?: ForwardOptions,
): Promise<Tensor> {
  const embeddings = await decoder.embed(ids);
  try {
    return await decoder.forward(embeddings, options);
  } finally {
    embeddings.destroy();
  }
}

/** Makes a decoder of its whole graph. The graph of the embeddings stays its owner's. */
export function createDecoder(
  gpu: Gpu,
  embed: Graph,
  whole: PartGraph,
  { rowsPerRun = () => MOST_ROWS, cut }: DecoderOptions = {},
): Decoder {
  const partOf = (graph: PartGraph): DecoderPart => createDecoderPart(gpu, graph, rowsPerRun);
  let parts: readonly DecoderPart[] = [partOf(whole)];
  let passed: PassedRows | null = null;
  let focus: StepFocus | null = null;
  const pass = (rows: PassedRows | null): void => {
    for (const tensor of passed?.border ?? []) if (!rows?.border.includes(tensor)) tensor.destroy();
    if (passed?.changes !== rows?.changes) passed?.changes?.destroy();
    passed = rows;
  };
  const cache = joinCaches(
    () => parts.map((part) => part.cache),
    () => pass(null),
  );

  const release = async (): Promise<void> => {
    pass(null);
    for (const part of parts) await part.release();
  };
  const open = async (opens: readonly OpenPart[]): Promise<void> => {
    const opened: DecoderPart[] = [];
    try {
      for (const each of opens) opened.push(partOf(await each()));
    } catch (thrown) {
      for (const part of opened) await part.release();
      throw thrown;
    }
    parts = opened;
  };

  return {
    gpu,
    cache,
    get parts() {
      return parts;
    },
    get passed() {
      return passed;
    },
    set passed(rows) {
      pass(rows);
    },
    get focus() {
      return focus;
    },
    set focus(next) {
      focus = next;
    },
    get positionAxes() {
      return Math.max(...parts.map((part) => part.positionAxes));
    },
    async embed(ids) {
      const inputs = embed.int64(BigInt64Array.from(ids, BigInt), [1, ids.length]);
      const { inputs_embeds } = await embed.run({ input_ids: inputs }, { inputs_embeds: null });
      return embed.toPassed(must(inputs_embeds, "inputs_embeds"), "language/embeddings");
    },
    async forward(embeddings, { signal, positions, isPatient, tap } = {}) {
      const [, length = 0] = embeddings.dims;
      if (positions !== undefined) {
        const axes = Math.max(...parts.map((part) => part.positionAxes));
        invariant(
          positions.ids.length === axes * length,
          `${positions.ids.length} positions for ${length} rows of ${axes} each`,
        );
      }
      await cache.reserve(cache.length + length);
      const names = tap?.names ?? [];
      const tapped = new Map<string, Tensor>();
      let rows: readonly Tensor[] = [embeddings];
      try {
        const focused = length === 1 ? focus : null;
        let seen: readonly number[] | null = null;
        for (const [i, part] of parts.entries()) {
          const taps = names.filter((name) => !tapped.has(name) && part.has(name));
          const isAsked = focused !== null && parts[i + 1]?.from === focused.layer;
          const queries = isAsked ? [attentionOf(part).queries] : [];
          const passed: PartResult =
            seen === null
              ? await part.forward(rows, {
                  signal,
                  positions,
                  isPatient,
                  taps: [...taps, ...queries],
                })
              : await part.forwardSeeing(rows, seen);
          for (const row of rows) if (row !== embeddings) row.destroy();
          rows = passed.gives;
          const asked = passed.tapped.slice(taps.length);
          if (isAsked) {
            seen = await focused
              .look(part, must(asked[0], "queries"))
              .finally(() => asked.forEach((tensor) => tensor.destroy()));
          }
          for (const [i, name] of taps.entries()) tapped.set(name, must(passed.tapped[i], name));
        }
        if (tap !== undefined) await tap.see(names.map((name) => must(tapped.get(name), name)));
      } catch (thrown) {
        for (const row of rows) if (row !== embeddings) row.destroy();
        throw thrown;
      } finally {
        for (const tensor of tapped.values()) tensor.destroy();
      }
      return must(rows[0], "logits");
    },
    async cutAt(layers) {
      const present = parts.map((part) => part.from).filter((layer) => layer > 0);
      if (layers.every((layer) => present.includes(layer))) return;
      invariant(cut, "this decoder stays in one piece");
      const wanted = [...new Set([...present, ...layers])].toSorted((a, b) => a - b);
      const opens = await cut(wanted);
      // The weights of both would rarely fit, so what is there goes first.
      await release();
      try {
        await open(opens);
      } catch (thrown) {
        await open(await cut(present));
        throw thrown;
      }
    },
    release,
  };
}
