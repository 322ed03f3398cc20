// One graph of the language model with the cache of its layers: all layers, or those between two places where the
// decoder is cut.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { GraphCache } from "../cache/kv-cache.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, type Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import { inParts, type PartSize } from "../model/in-parts.ts";
import type { AttentionTensors } from "../model/onnx/cut/attention-tensors.ts";
import { forwardSeeing } from "./narrow-part.ts";
import { joinRows } from "./pick-rows.ts";
import type { RowPositions } from "./positions.ts";

/** A graph and what it holds, before it can be run as a part. */
export interface PartGraph {
  readonly graph: Graph;
  readonly cache: GraphCache;
  /** The part's first layer. */
  readonly from: number;
  /** The inputs that take its rows; default: `inputs_embeds`. */
  readonly takes?: readonly string[] | undefined;
  /** The outputs that give them on; default: `logits`. */
  readonly gives?: readonly string[] | undefined;
  /** What its last attention takes, whose queries are an output; default: not known. */
  readonly attention?: AttentionTensors | null | undefined;
  /** Opens another empty cache for the graph; default: none, and no row can see only some of the others. */
  readonly openCache?: (() => GraphCache) | undefined;
  /** Opens what computes queries and keys of its first attention without the cache; default: nothing does. */
  readonly openProbe?: (() => Promise<PartGraph>) | null | undefined;
}

export interface DecoderPart {
  /** The part's first layer. */
  readonly from: number;
  readonly cache: GraphCache;
  /** Numbers that its graph takes for the position of a row: 0, 1, or 3 for M-RoPE. */
  readonly positionAxes: number;
  /**
   * What its last attention takes, whose queries can be tapped; null for the last part, and where rotated queries are no
   * tensor of the graph.
   */
  readonly attention: AttentionTensors | null;
  /**
   * Returns a part that takes the same rows and gives the queries and keys of its first attention, with an empty cache;
   * opened once and released with this part. Null where they are no tensors of the graph.
   */
  probe(): Promise<DecoderPart | null>;
  /** Whether its graph gives this output. */
  has(output: string): boolean;
  /** Appends rows to its cache, in as many runs as memory wants. The caller destroys what comes back. */
  forward(rows: readonly Tensor[], options?: PartOptions): Promise<PartResult>;
  /**
   * Appends one row that sees only the rows at `places` of the cache, ascending, and itself. It stands where it would stand if it
   * saw all, which a graph without `position_ids` cannot do. @throws AppError `positions-unsupported`.
   */
  forwardSeeing(row: readonly Tensor[], places: readonly number[]): Promise<PartResult>;
  /** Frees the cache and the graph. */
  release(): Promise<void>;
}

export interface PartOptions {
  /** It is looked at between runs. */
  readonly signal?: AbortSignal | undefined;
  /** Whether each run is waited for before the next. Default: no. */
  readonly isPatient?: boolean | undefined;
  /**
   * Where the rows stand; default: behind those before them. Rows that follow stand behind `positions.next`. A graph
   * without `position_ids` ignores `ids`, so that the rows must stand where it counts them.
   */
  readonly positions?: RowPositions | undefined;
  /** Further outputs [1, ≤ S, …] of the last rows. */
  readonly taps?: readonly string[] | undefined;
  /** Of how many rows the further outputs are at least, where there are as many. Default: those of the last run. */
  readonly tapRows?: number | undefined;
}

export interface PartResult {
  /** The tensors of every row for the next part, each [1, S, D]; of the last part, the logits of the last row, [V]. */
  readonly gives: readonly Tensor[];
  /** The outputs asked for, in that order. */
  readonly tapped: readonly Tensor[];
}

/** Makes a part, or a probe of one. `rowsPerRun`: of a prefill, where its last row looks at so many positions. */
export function createDecoderPart(
  gpu: Gpu,
  opened: PartGraph,
  rowsPerRun: (positions: number) => number,
): DecoderPart {
  const {
    graph,
    cache,
    from,
    takes = ["inputs_embeds"],
    gives = ["logits"],
    attention = null,
    openProbe = null,
    openCache,
  } = opened;
  const axes = axesOf(graph);
  const isLast = gives.includes("logits");
  let probe: DecoderPart | null = null;
  /** The same graph with a cache for the rows that a row sees. */
  let narrow: DecoderPart | null = null;
  /** The most rows for which memory has sufficed, once it did not. */
  const learnt: PartSize = { most: Infinity };

  const run = async (
    rows: readonly Tensor[],
    count: number,
    positions: BigInt64Array | null,
    taps: readonly string[],
  ): Promise<PartResult> => {
    const total = cache.length + count;
    const feeds: Record<string, Tensor | Ort.Tensor> = { ...cache.feeds(count) };
    for (const [i, name] of takes.entries()) feeds[name] = must(rows[i], name);
    if (graph.inputs.has("attention_mask")) {
      feeds["attention_mask"] = graph.int64(new BigInt64Array(total).fill(1n), [1, total]);
    }
    if (graph.inputs.has("num_logits_to_keep")) {
      feeds["num_logits_to_keep"] = graph.int64(BigInt64Array.of(1n), []);
    }
    if (axes > 0) {
      const ids = positions ?? runOfPositions(axes, cache.length + cache.ahead, count);
      feeds["position_ids"] = graph.int64(ids, axes === 1 ? [1, count] : [axes, 1, count]);
    }
    const wanted = Object.fromEntries([...gives, ...taps].map((name) => [name, null]));
    const fetches = { ...wanted, ...cache.fetches() };
    const results = await graph.run(feeds, fetches, { isLarge: count > 1 });
    cache.accept(results, count);
    const tensor = (name: string): Tensor =>
      graph.toTensor(must(results[name], name), `language/${name}`);
    const logits = (name: string): Tensor =>
      lastRow(gpu, graph.toPassed(must(results[name], name), `language/${name}`));
    return {
      gives: gives.map(isLast ? logits : tensor),
      tapped: taps.map(tensor),
    };
  };

  return {
    from,
    cache,
    positionAxes: axes,
    attention,
    async probe() {
      if (openProbe !== null) {
        probe ??= createDecoderPart(gpu, await openProbe(), rowsPerRun);
      }
      return probe;
    },
    has: (output) => graph.outputs.has(output),
    async forward(rows, { signal, isPatient, positions, taps = [], tapRows = 1 } = {}) {
      const [, length = 0] = must(rows[0], "rows").dims;
      await cache.reserve(cache.length + length);
      if (cache.length === 0) cache.ahead = 0;
      if (positions !== undefined) {
        invariant(
          axes === 0 || positions.ids.length === axes * length,
          `${positions.ids.length} positions for ${length} rows of ${axes} each`,
        );
        cache.ahead = positions.next - (cache.length + length);
      }
      const most: PartSize = { most: Math.min(learnt.most, rowsPerRun(cache.length + length)) };
      const first = most.most;
      let given: Tensor[] = [];
      let tapped: readonly Tensor[] = [];
      const drop = (): void => {
        for (const tensor of given) tensor.destroy();
        given = [];
      };
      const dropTapped = (): void => {
        for (const tensor of tapped) tensor.destroy();
        tapped = [];
      };
      try {
        await inParts(length, most, async (start, count) => {
          if (isPatient === true && start > 0) await gpu.device.queue.onSubmittedWorkDone();
          signal?.throwIfAborted();
          if (isLast) drop();
          const isWhole = count === length;
          const pieces = isWhole
            ? rows
            : rows.map((tensor) => sliceRows(gpu, tensor, start, count));
          const ids =
            positions === undefined || axes === 0
              ? null
              : columns(positions.ids, length, start, count);
          const isTapped = start + count > length - tapRows;
          try {
            const result = await run(pieces, count, ids, isTapped ? taps : []);
            tapped = behind(gpu, tapped, result.tapped);
            if (isWhole || isLast) given = [...result.gives];
            else given = appendRows(gpu, given, result.gives, { start, count, length });
          } finally {
            if (!isWhole) for (const piece of pieces) piece.destroy();
          }
        });
      } catch (thrown) {
        drop();
        dropTapped();
        throw thrown;
      }
      if (most.most < first) learnt.most = most.most;
      invariant(given.length > 0, "rows must not be empty");
      return { gives: given, tapped };
    },
    async forwardSeeing(row, places) {
      if (axes === 0) throw countsRows(from);
      narrow ??= createDecoderPart(
        gpu,
        { ...opened, cache: must(openCache, "cache")() },
        rowsPerRun,
      );
      return forwardSeeing(gpu, { cache, axes, narrow }, row, places);
    },
    async release() {
      await probe?.release();
      narrow?.cache.release(); // its graph is this part's
      cache.release();
      await graph.release();
    },
  };
}

const countsRows = (from: number): AppError =>
  new AppError(
    "positions-unsupported",
    `The decoder's part from layer ${from} on counts the rows in its cache, so a step that looks at some of them cannot stand behind all.`,
    "Choose a method that works before the decoder, or another export of this model.",
  );

function axesOf(graph: Graph): number {
  const input = graph.inputs.get("position_ids");
  if (input === undefined) return 0;
  const [axes] = input.shape;
  if (input.shape.length < 3) return 1;
  return typeof axes === "number" && axes > 0 ? axes : 3;
}

function runOfPositions(axes: number, first: number, count: number): BigInt64Array {
  return BigInt64Array.from({ length: axes * count }, (_, i) => BigInt(first + (i % count)));
}

/** Copies columns start … start + count − 1 of [rows, length]. */
function columns(
  values: BigInt64Array,
  length: number,
  start: number,
  count: number,
): BigInt64Array {
  const picked: bigint[] = [];
  for (let row = 0; row < values.length; row += length) {
    picked.push(...values.subarray(row + start, row + start + count));
  }
  return BigInt64Array.from(picked);
}

/** Copies rows start … start + count − 1 of [1, length, width]. */
function sliceRows(gpu: Gpu, tensor: Tensor, start: number, count: number): Tensor {
  const [, , width = 0] = tensor.dims;
  const piece = createTensor(gpu, [1, count, width], tensor.dtype, "language/chunk");
  const recorder = createRecorder(gpu, "language/chunk");
  recorder.copy(tensor, piece, { fromElement: start * width, count: count * width });
  recorder.submit();
  return piece;
}

/** Writes a run's rows into the tensors of all rows, which are made for the first run. */
function appendRows(
  gpu: Gpu,
  all: readonly Tensor[],
  added: readonly Tensor[],
  {
    start,
    count,
    length,
  }: { readonly start: number; readonly count: number; readonly length: number },
): Tensor[] {
  const recorder = createRecorder(gpu, "language/border");
  const whole = added.map((tensor, i) => {
    const [, , width = 0] = tensor.dims;
    const into = all[i] ?? createTensor(gpu, [1, length, width], tensor.dtype, "language/border");
    recorder.copy(tensor, into, { toElement: start * width, count: count * width });
    return into;
  });
  recorder.submit();
  for (const tensor of added) tensor.destroy(); // takes effect after what was submitted
  return whole;
}

/** Returns tensors [1, a, …] with those of the next rows behind them, and frees both. */
function behind(gpu: Gpu, first: readonly Tensor[], next: readonly Tensor[]): readonly Tensor[] {
  if (first.length === 0) return next;
  return first.map((tensor, i) => {
    const more = must(next[i], "the same output");
    const joined = joinRows(gpu, tensor, more);
    for (const used of [tensor, more]) used.destroy(); // takes effect after what was submitted
    return joined;
  });
}

/** Takes [V] of [1, k, V], since graphs without `num_logits_to_keep` give all rows. */
function lastRow(gpu: Gpu, logits: Tensor): Tensor {
  const [, rows = 1, vocabulary = 0] = logits.dims;
  if (rows === 1) return reshape(logits, [vocabulary]);
  const last = createTensor(gpu, [vocabulary], logits.dtype, "language/logits");
  const recorder = createRecorder(gpu, "language/last-row");
  recorder.copy(logits, last, { fromElement: (rows - 1) * vocabulary, count: vocabulary });
  recorder.submit();
  logits.destroy();
  return last;
}
