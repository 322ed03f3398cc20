// A model's vision encoder: one graph that takes pictures, until something asks for its parts. Then the graph is cut, and
// its session gives way to theirs, because two copies of the weights would rarely fit. Pictures go through the parts from
// then on.

import type * as Ort from "onnxruntime-web";
import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { GraphFile } from "./cut-graphs.ts";
import { createGraph, type Feed, type Graph } from "./graph.ts";
import { cutTower, type TowerModels } from "./onnx/cut/cut-tower.ts";
import { HOLD, SEEN } from "./onnx/cut/recall.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";
import { readModel } from "./onnx/read-model.ts";
import { writeModel } from "./onnx/write-model.ts";

/** Patches on their way through the tower. B steps of P patches, D the tower's width. */
export interface Patches {
  /** [B, P, D], or [P, D] where a run takes one step. */
  readonly patches: Tensor;
  /** [P, …]: each patch's angles; null where the layers do not rotate by place. */
  readonly turns: Tensor | null;
}

/** Keys and values of all layers for some patches, in an order that their user knows. */
export interface HeldLayers {
  readonly values: Readonly<Record<string, Ort.Tensor>>;
  destroy(): void;
}

/** What the patches of a run look at: held rows first, and behind them the run's own, step by step. */
export interface Recall {
  readonly held: HeldLayers | null;
  /** int32 [B, K]: the rows that each step sees. Without `held`, as many rows of zeros as `hold` names stand for it. */
  readonly seen: Tensor;
  /** int32 [any]: the rows to hold next. */
  readonly hold: Tensor;
}

export interface Encoded {
  /** What the layers gave, in the shape of the patches. */
  readonly encoded: Tensor;
  readonly held: HeldLayers;
}

/** The parts of a vision encoder. What they give is the caller's to destroy. */
export interface TowerParts {
  /** Makes patches of what the whole encoder takes. */
  readonly embed: (feeds: Readonly<Record<string, Feed>>) => Promise<Patches>;
  /** Runs any patches through the layers, in any order. */
  readonly layers: (patches: Patches, recall: Recall) => Promise<Encoded>;
  /** Makes `image_features` of what the layers gave for all patches of whole steps, in the pictures' order. */
  readonly head: (encoded: Tensor) => Promise<Tensor>;
}

export interface Tower extends Graph {
  /** Why the graph cannot be cut, as a sentence; null where it can. */
  readonly uncut: string | null;
  /** Cuts the graph unless it is cut already. @throws AppError `graph-cut`, `graph-create`; the whole then stays. */
  parts(): Promise<TowerParts>;
}

/** The tower's graph after its rewrites. */
export interface TowerFile extends GraphFile {
  readonly uncut: string | null;
}

/** Makes a tower of its graph, which it releases, and of the file that the graph was opened from. */
export function createTower(
  gpu: Gpu,
  graph: Graph,
  { file, externalData, uncut }: TowerFile,
): Tower {
  const { name, runtime } = graph;
  const bytes = async () => new Uint8Array(await file.arrayBuffer());
  const openWhole = async () => createGraph(gpu, name, await bytes(), runtime, externalData);
  const open = (part: string, model: OnnxModel): Promise<Graph> =>
    createGraph(gpu, `${name}, ${part}`, writeModel(model), runtime, externalData);
  let whole: Graph | null = graph;
  let opening: Promise<OpenParts> | null = null;

  const cut = async (): Promise<OpenParts> => {
    try {
      const models = cutTower(readModel(await bytes()));
      await whole?.release();
      whole = null;
      return await openParts(models, open);
    } catch (thrown) {
      opening = null;
      whole ??= await openWhole();
      throw thrown;
    }
  };

  return {
    ...graph,
    uncut,
    async run(feeds, fetches, options) {
      if (opening === null) return must(whole, name).run(feeds, fetches, options);
      const { graphs, models } = await opening;
      return runThrough(graphs, models, feeds, options);
    },
    async parts() {
      opening ??= cut();
      return (await opening).parts;
    },
    async release() {
      await whole?.release();
      const parts = await opening?.catch(() => null);
      for (const graph of Object.values(parts?.graphs ?? {})) await graph.release();
    },
  };
}

interface PartGraphs {
  readonly embed: Graph;
  readonly layers: Graph;
  readonly head: Graph;
}

interface OpenParts {
  readonly models: TowerModels;
  readonly graphs: PartGraphs;
  readonly parts: TowerParts;
}

async function openParts(
  models: TowerModels,
  open: (part: string, model: OnnxModel) => Promise<Graph>,
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
      head: await openPart("head", models.head),
    };
    return { models, graphs, parts: partsOf(graphs, models) };
  } catch (thrown) {
    for (const graph of opened) await graph.release();
    throw thrown;
  }
}

const LARGE = { isLarge: true } as const;

function partsOf({ embed, layers, head }: PartGraphs, models: TowerModels): TowerParts {
  const { patches: border, turns: turned, encoded, rows } = models;
  return {
    async embed(feeds) {
      const wanted = turned === null ? { [border]: null } : { [border]: null, [turned]: null };
      const values = await embed.run(takenBy(embed, feeds), wanted, LARGE);
      const turns = turned === null ? undefined : values[turned];
      return {
        patches: embed.toTensor(must(values[border], border), "vision/patches"),
        turns: turns === undefined ? null : embed.toTensor(turns, "vision/turns"),
      };
    },
    async layers({ patches, turns }, { held, seen, hold }) {
      const [width, count] = [patches.dims.at(-1) ?? 0, hold.dims[0] ?? 0];
      const before = held?.values ?? nothingHeld(layers, models, [count, width]);
      const values = await layers.run(
        {
          [border]: patches,
          ...(turned !== null && turns && { [turned]: turns }),
          ...before,
          [SEEN]: seen,
          [HOLD]: hold,
        },
        Object.fromEntries([encoded, ...rows.map(({ kept }) => kept)].map((name) => [name, null])),
        LARGE,
      );
      const later = rows.map(({ held, kept }) => [held, must(values[kept], kept)] as const);
      const destroy = (): void => {
        for (const [, value] of later) value.dispose();
      };
      const result = layers.toTensor(must(values[encoded], encoded), "vision/encoded");
      if (elementCount(result.dims) === elementCount(patches.dims)) {
        return { encoded: result, held: { values: Object.fromEntries(later), destroy } };
      }
      result.destroy();
      destroy();
      throw new AppError(
        "graph-cut",
        `The vision encoder cannot be cut: its layers gave [${result.dims.join(", ")}] for patches [${patches.dims.join(", ")}].`,
        "Encode whole pictures, or choose another export of this model.",
      );
    },
    async head(tensor) {
      const values = await head.run({ [encoded]: tensor }, { image_features: null }, LARGE);
      return head.toTensor(must(values["image_features"], "image_features"), "vision/features");
    },
  };
}

/** Rows of zeros for each layer's keys and values, which are as wide as the patches. */
const nothingHeld = (
  layers: Graph,
  { rows }: TowerModels,
  dims: readonly [rows: number, width: number],
): Record<string, Ort.Tensor> =>
  Object.fromEntries(rows.map(({ held, dtype }) => [held, layers.zeros(dtype, dims)]));

/** Runs all patches through the parts, as the whole graph would. */
async function runThrough(
  { embed, layers, head }: PartGraphs,
  models: TowerModels,
  feeds: Readonly<Record<string, Feed>>,
  options: Parameters<Graph["run"]>[2],
): ReturnType<Graph["run"]> {
  const { patches, turns, encoded } = models;
  const border = turns === null ? { [patches]: null } : { [patches]: null, [turns]: null };
  const begun = await embed.run(takenBy(embed, feeds), border, options);
  try {
    const { dims } = must(begun[patches], patches);
    const [perStep = 0, width = 0] = dims.slice(-2);
    const steps = elementCount(dims) / (perStep * width);
    const seen = Int32Array.from({ length: steps * perStep }, (_, row) => 1 + row);
    const through = await layers.run(
      {
        ...begun,
        ...nothingHeld(layers, models, [1, width]),
        [SEEN]: layers.int32(seen, [steps, perStep]),
        [HOLD]: layers.int32(Int32Array.of(0), [1]),
      },
      { [encoded]: null },
      options,
    );
    try {
      return await head.run(through, { image_features: null }, options);
    } finally {
      for (const value of Object.values(through)) value.dispose();
    }
  } finally {
    for (const value of Object.values(begun)) value.dispose();
  }
}

/** A part need not take all that the whole takes, such as a mask that hides nothing. */
const takenBy = (
  { inputs }: Graph,
  feeds: Readonly<Record<string, Feed>>,
): Readonly<Record<string, Feed>> =>
  Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name)));
