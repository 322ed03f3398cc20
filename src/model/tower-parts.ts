// The parts of a vision encoder that was cut: patches of what it takes, any patches through its layers, features of what these
// gave.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { reshape, type Tensor } from "../gpu/tensor.ts";
import type { Feed, Graph } from "./graph.ts";
import type { TowerModels } from "./onnx/cut/cut-tower.ts";
import {
  ALL_PATCHES,
  ALL_TURNS,
  HOLD,
  PICKED,
  SEEN,
  SPREAD,
  SPREAD_ENCODED,
} from "./onnx/cut/held-rows.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";

/** Patches on their way through the tower. B steps of P patches, D the tower's width. */
export interface Patches {
  /** [B, P, D], or [P, D] where a run takes one step. */
  readonly patches: Feed;
  /** [P, …]: each patch's angles; null where the layers do not rotate by place. */
  readonly turns: Feed | null;
  destroy(): void;
}

/** Keys and values of all layers, and what these gave, for some patches in an order that their user knows. */
export interface HeldLayers {
  readonly values: Readonly<Record<string, Ort.Tensor>>;
  destroy(): void;
}

/** Numbers of rows, step by step. */
export interface RowTable {
  readonly rows: Int32Array;
  readonly dims: readonly number[];
}

/** Which patches a run takes and what they look at: held rows first, and behind them the run's own, step by step. */
export interface PatchRun {
  /** What a run before has held. Without it, as many rows of zeros as `hold` names stand for it. */
  readonly held: HeldLayers | null;
  /** The patches to run, [B, S], or [S] where a run takes one step. */
  readonly picked: RowTable;
  /** The rows that each step sees, [B, K]. */
  readonly seen: RowTable;
  /** The rows that come out, [B, P], or [P] where a run takes one step. */
  readonly spread: RowTable;
  /** The rows to hold next, [any]. */
  readonly hold: RowTable;
}

export interface Encoded {
  /** What the layers gave for the rows that come out, in the shape of the patches. */
  readonly encoded: Feed;
  /** Frees `encoded`. */
  destroy(): void;
  readonly held: HeldLayers;
}

/** The parts of a vision encoder. What they give is the caller's to destroy. */
export interface TowerParts {
  /** Makes `image_features` by the graph in one piece; null where that has gone. */
  readonly whole: ((feeds: Readonly<Record<string, Feed>>) => Promise<Tensor>) | null;
  /** Makes patches of what the whole encoder takes. */
  readonly embed: (feeds: Readonly<Record<string, Feed>>) => Promise<Patches>;
  /** Runs any patches through the layers, in any order. */
  readonly layers: (patches: Patches, run: PatchRun) => Promise<Encoded>;
  /**
   * Makes `image_features` of what the layers gave for all patches of whole steps, in the pictures' order, and frees that, also
   * when it fails.
   */
  readonly head: (given: Pick<Encoded, "encoded" | "destroy">) => Promise<Tensor>;
  /** The number of layers. */
  readonly layerCount: number;
  /** Patches as a tensor of ours, which may share their memory; it is destroyed before them. */
  readonly toTensor: (patches: Feed) => Tensor;
}

interface PartGraphs {
  readonly embed: Graph;
  readonly layers: Graph;
  readonly head: Graph | null;
}

export interface OpenParts {
  readonly models: TowerModels;
  readonly graphs: PartGraphs;
  readonly parts: TowerParts;
}

/** Opens the parts by `open`; when one fails, those before it are released. `whole` is the graph that stays beside them. */
export async function openParts(
  models: TowerModels,
  open: (part: string, model: OnnxModel) => Promise<Graph>,
  whole: Graph | null,
): Promise<OpenParts> {
  const opened: Graph[] = [];
  const openPart = async (part: string, model: OnnxModel): Promise<Graph> => {
    const graph = await open(part, model);
    opened.push(graph);
    return graph;
  };
  try {
    const graphs = {
      embed: await openPart("patches", models.embed),
      layers: await openPart("layers", models.layers),
      head: models.head && (await openPart("head", models.head)),
    };
    return { models, graphs, parts: partsOf(graphs, models, whole) };
  } catch (thrown) {
    for (const graph of opened) await graph.release();
    throw thrown;
  }
}

const LARGE = { isLarge: true } as const;

function partsOf(
  { embed, layers, head }: PartGraphs,
  models: TowerModels,
  whole: Graph | null,
): TowerParts {
  const { patches: border, turns: turned, rows } = models;
  return {
    whole: whole && ((feeds) => featuresOf(whole, feeds)),
    layerCount: (rows.length - 1) / 2, // keys and values, and what the last one gives
    async embed(feeds) {
      const wanted = turned === null ? { [border]: null } : { [border]: null, [turned]: null };
      const values = await embed.run(takenBy(embed, feeds), wanted, LARGE);
      return {
        patches: must(values[border], border),
        turns: turned === null ? null : must(values[turned], turned),
        destroy: () => dispose(values),
      };
    },
    async layers({ patches, turns }, { held, ...tables }) {
      const width = patches.dims.at(-1) ?? 0;
      const flat = [elementCount(patches.dims) / width, width];
      const before = held?.values ?? nothingHeld(layers, models, tables.hold.rows.length, width);
      const values = await layers.run(
        {
          ...before,
          [ALL_PATCHES]: reshaped(layers, patches, flat),
          ...(turns && { [ALL_TURNS]: turns }),
          ...feedsOf(layers, tables),
        },
        Object.fromEntries([SPREAD_ENCODED, ...rows.map(({ kept }) => kept)].map((n) => [n, null])),
        LARGE,
      );
      const encoded = must(values[SPREAD_ENCODED], SPREAD_ENCODED);
      const later = Object.fromEntries(
        rows.map(({ held, kept }) => [held, must(values[kept], kept)] as const),
      );
      const destroy = (): void => encoded.dispose();
      return { encoded, destroy, held: { values: later, destroy: () => dispose(later) } };
    },
    async head({ encoded, destroy }) {
      // On the graphics adapter the features are what the layers gave, not a copy.
      if (head === null) return embed.toTensor(valueOf(encoded), "vision/features");
      return featuresOf(head, { [models.encoded]: encoded }).finally(destroy);
    },
    toTensor(patches) {
      if ("buffer" in patches) return { ...patches, destroy: () => undefined };
      const tensor = embed.toTensor(patches, "vision/patches");
      return patches.location === "gpu-buffer" ? { ...tensor, destroy: () => undefined } : tensor;
    },
  };
}

/** Makes features by a graph that ends with them. */
export async function featuresOf(
  graph: Graph,
  feeds: Readonly<Record<string, Feed>>,
): Promise<Tensor> {
  const values = await graph.run(feeds, { image_features: null }, LARGE);
  return graph.toTensor(must(values["image_features"], "image_features"), "vision/features");
}

/** What a graph gave is never a tensor of ours. */
function valueOf(given: Feed): Ort.Tensor {
  invariant(!("buffer" in given), "the layers' output is a tensor of ours");
  return given;
}

const dispose = (values: Readonly<Record<string, Ort.Tensor>>): void => {
  for (const value of Object.values(values)) value.dispose();
};

/** The same values in another shape; on the graphics adapter the runtime lets only tensors of ours be seen so. */
function reshaped(graph: Graph, feed: Feed, dims: readonly number[]): Feed {
  if ("buffer" in feed) return reshape(feed, dims);
  if (feed.location !== "gpu-buffer") return feed.reshape(dims);
  return graph.fromTensor(graph.toTensor(feed, "vision/patches"), dims);
}

const feedsOf = (
  graph: Graph,
  { picked, seen, spread, hold }: Omit<PatchRun, "held">,
): Record<string, Ort.Tensor> =>
  Object.fromEntries(
    [
      [PICKED, picked] as const,
      [SEEN, seen] as const,
      [SPREAD, spread] as const,
      [HOLD, hold] as const,
    ].map(([name, { rows, dims }]) => [name, graph.int32(rows, dims)]),
  );

/** Rows of zeros for what the layers hold. */
const nothingHeld = (
  layers: Graph,
  { rows }: TowerModels,
  count: number,
  widthOfPatches: number,
): Record<string, Ort.Tensor> =>
  Object.fromEntries(
    rows.map(({ held, dtype, width }) => {
      return [held, layers.zeros(dtype, [count, width ?? widthOfPatches])];
    }),
  );

/** Runs all patches through the parts, as the whole graph would. */
export async function runThrough(
  { head }: PartGraphs,
  { embed, layers }: TowerParts,
  encoded: string,
  feeds: Readonly<Record<string, Feed>>,
  options: Parameters<Graph["run"]>[2],
): ReturnType<Graph["run"]> {
  const begun = await embed(feeds);
  try {
    const through = await layers(begun, allRows(begun));
    through.held.destroy();
    if (head === null) return { image_features: valueOf(through.encoded) };
    const given = { [encoded]: through.encoded };
    return await head
      .run(given, { image_features: null }, options)
      .finally(() => through.destroy());
  } finally {
    begun.destroy();
  }
}

/** All patches are run, and those of each step see each other. */
export function allRows({ patches: { dims } }: Pick<Patches, "patches">): PatchRun {
  const [perStep = 0, width = 0] = dims.slice(-2);
  const shape = dims.slice(0, -1);
  const rows = Int32Array.from({ length: elementCount(shape) }, (_, row) => row);
  const behind = rows.map((row) => 1 + row); // one row of zeros
  return {
    held: null,
    picked: { rows, dims: shape },
    seen: { rows: behind, dims: [elementCount(dims) / (perStep * width), perStep] },
    spread: { rows: behind, dims: shape },
    hold: { rows: Int32Array.of(0), dims: [1] },
  };
}

/** A part need not take all that the whole takes, such as a mask that hides nothing. */
const takenBy = (
  { inputs }: Graph,
  feeds: Readonly<Record<string, Feed>>,
): Readonly<Record<string, Feed>> =>
  Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name)));
