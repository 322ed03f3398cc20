// Runs an exported folder here and in Transformers.js, in two browsers of one kind, in turn.

import type { GraphRuntime } from "../../../src/model/graph.ts";
import type { Lab, LabOptions } from "../browser/lab.ts";
import { type ChosenModel, modelUrl } from "../cli/model.ts";
import type { FolderAsk, FolderLoad } from "../page/bench-folder.ts";
import type { RivalAsk } from "../page/bench-rival.ts";
import type { BufferUse } from "../page/gpu-buffers.ts";
import { createClocks, type Timed } from "./clocks.ts";
import { watchHeap } from "./heap.ts";
import { rivalFolder } from "./rival.ts";

export interface FolderOptions {
  readonly model: ChosenModel;
  readonly frames: number;
  readonly steps: number;
  readonly repeats: number;
  /** Where both sides' graphs run; default "webgpu". */
  readonly runtime?: GraphRuntime;
  readonly note: (text: string) => void;
  /** Opens a browser to which the model's folder is served, until the work is done. */
  readonly withLab: <T>(
    options: Pick<LabOptions, "folders">,
    work: (lab: Lab) => Promise<T>,
  ) => Promise<T>;
}

/** Ascending, so that each retention's largest buffer in the first round is its own, although runtimes keep buffers. */
export const RETENTIONS = [0.1, 0.15, 0.25, 0.5, 1] as const;

export interface OurRound {
  readonly encode: Timed<{ readonly ms: number; readonly buffers: BufferUse }>;
  /** The questions by retention. */
  readonly asks: readonly Timed<FolderAsk>[];
}

export interface Comparison {
  readonly precision: string;
  readonly runtime: GraphRuntime;
  readonly ours: {
    readonly load: FolderLoad;
    readonly first: OurRound;
    readonly heapBytes: number;
  };
  readonly theirs: {
    readonly load: { readonly buffers: BufferUse };
    readonly first: Timed<RivalAsk>;
    readonly heapBytes: number;
  };
  readonly rounds: readonly { readonly ours: OurRound; readonly theirs: Timed<RivalAsk> }[];
}

/** Runs both sides in turn; the first round compiles pipelines and is used for memory only. */
export function compareFolder(precision: string, options: FolderOptions): Promise<Comparison> {
  const { withLab, note } = options;
  const folders = new Map([["rival/", rivalFolder(note)]]);
  return withLab({}, (lab) =>
    withLab({ folders }, (rival) => compareIn({ lab, rival }, precision, options)),
  );
}

async function compareIn(
  { lab, rival }: { readonly lab: Lab; readonly rival: Lab },
  precision: string,
  { model, frames, steps, repeats, runtime = "webgpu", note }: FolderOptions,
): Promise<Comparison> {
  const [clocks, rivalClocks] = [await createClocks(lab), await createClocks(rival)];
  note(`Loading ${model.id} ${precision} here and in Transformers.js …`);
  const load = await loadOurs(lab, { model, precision, frames, rewrites: null, runtime });
  const theirLoad = await rival.call("benchRivalLoad", {
    libraryUrl: `${rival.url}rival/`,
    modelsUrl: rival.url,
    id: "given",
    precision,
    frames,
    prompt: load.prompt,
    runtime,
  });
  const ask = () => askOurs(lab, clocks, steps);
  const askRival = () =>
    rivalClocks.time(["encode", "first"], () => rival.call("benchRivalAsk", { steps }));
  note("Asking for the first time, which compiles …");
  const first = await watchHeap(lab.page, ask);
  const theirFirst = await watchHeap(rival.page, askRival);
  const rounds: { ours: OurRound; theirs: Timed<RivalAsk> }[] = [];
  for (let round = 0; round < repeats; round++) {
    const theirs = await askRival();
    rounds.push({ ours: await ask(), theirs });
    note(`${precision}: round ${round + 1} of ${repeats}`);
  }
  return {
    precision,
    runtime,
    ours: { load, first: first.value, heapBytes: first.heap.peakBytes },
    theirs: {
      load: theirLoad,
      first: theirFirst.value,
      heapBytes: theirFirst.heap.peakBytes,
    },
    rounds,
  };
}

export const loadOurs = (
  lab: Lab,
  {
    model,
    ...rest
  }: {
    readonly model: ChosenModel;
    readonly precision: string;
    readonly frames: number;
    readonly rewrites: readonly string[] | null;
    readonly runtime?: GraphRuntime;
  },
): Promise<FolderLoad> =>
  lab.call("benchFolderLoad", { id: model.id, url: modelUrl(lab, model), ...rest });

async function askOurs(
  lab: Lab,
  clocks: Awaited<ReturnType<typeof createClocks>>,
  steps: number,
): Promise<OurRound> {
  const encode = await clocks.time([], () => lab.call("benchFolderEncode"));
  const asks: Timed<FolderAsk>[] = [];
  for (const retention of RETENTIONS) {
    asks.push(await clocks.time(["first"], () => lab.call("benchFolderAsk", { retention, steps })));
  }
  return { encode, asks };
}
