// npm run bench -- models --folder DIR: an exported folder here and in Transformers.js, in two browsers of one kind, in
// turn; then with and without each of our rewrites.

import { REWRITE_NAMES } from "../../src/model/rewrites.ts";
import type { Lab, LabOptions } from "../lab/browser.ts";
import { modelUrl, type ChosenModel } from "../lab/model.ts";
import type { FolderAsk, FolderLoad, RivalAsk } from "../lab/page/bench-folder-calls.ts";
import type { BufferUse } from "../lab/page/gpu-buffers.ts";
import { createClocks, type Timed } from "./clocks.ts";
import { watchHeap } from "./heap.ts";
import { rivalFolder } from "./rival.ts";

export interface FolderOptions {
  readonly model: ChosenModel;
  readonly precisions: readonly string[];
  readonly frames: number;
  readonly steps: number;
  readonly repeats: number;
  readonly note: (text: string) => void;
  readonly open: (options: Partial<LabOptions>) => Promise<Lab>;
}

/** Ascending: the first round's largest buffer of each is then its own, though runtimes keep their buffers. */
export const RETENTIONS = [0.1, 0.15, 0.25, 0.5, 1] as const;

export interface OurRound {
  readonly encode: Timed<{ readonly ms: number; readonly buffers: BufferUse }>;
  /** By retention. */
  readonly asks: readonly Timed<FolderAsk>[];
}

export interface Comparison {
  readonly precision: string;
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

/** Both sides in turn; the first round compiles pipelines and is looked at for memory alone. */
export async function compareFolder(
  precision: string,
  { model, frames, steps, repeats, note, open }: FolderOptions,
): Promise<Comparison> {
  const labs: Lab[] = [];
  try {
    const lab = await open({});
    labs.push(lab);
    const rival = await open({ folders: new Map([["rival/", rivalFolder(note)]]) });
    labs.push(rival);
    const [clocks, rivalClocks] = [await createClocks(lab), await createClocks(rival)];
    note(`Loading ${model.id} ${precision} here and in Transformers.js …`);
    const load = await loadOurs(lab, { model, precision, frames, rewrites: null });
    const theirLoad = await rival.call("benchRivalLoad", {
      libraryUrl: `${rival.url}rival/`,
      modelsUrl: rival.url,
      id: "given",
      precision,
      frames,
      prompt: load.prompt,
    });
    const ask = () => askOurs(lab, clocks, KEY, steps);
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
      ours: { load, first: first.value, heapBytes: first.heap.peakBytes },
      theirs: {
        load: theirLoad,
        first: theirFirst.value,
        heapBytes: theirFirst.heap.peakBytes,
      },
      rounds,
    };
  } finally {
    for (const lab of labs) await lab.close();
  }
}

interface Variant {
  /** "all rewrites", "without last-row", … */
  readonly name: string;
  readonly rewrites: readonly string[];
}

export interface VariantTimes {
  readonly name: string;
  readonly applied: readonly string[];
  /** Of a page that had loaded nothing else. */
  readonly load: BufferUse;
  readonly encodeBuffers: BufferUse;
  readonly askBuffers: BufferUse;
  readonly rounds: readonly {
    readonly encode: OurRound["encode"];
    readonly ask: Timed<FolderAsk>;
  }[];
}

const VARIANTS: readonly Variant[] = [
  { name: "all rewrites", rewrites: REWRITE_NAMES },
  ...REWRITE_NAMES.map((left) => ({
    name: `without ${left}`,
    rewrites: REWRITE_NAMES.filter((name) => name !== left),
  })),
  { name: "as exported", rewrites: [] },
];

/** Memory of each variant alone in a page of its own; then the times of all, side by side in one page, in turn, at 100 %. */
export async function measureRewrites(
  precision: string,
  { model, frames, steps, repeats, note, open }: FolderOptions,
): Promise<{ readonly variants: readonly VariantTimes[]; readonly isSoftware: boolean }> {
  const lab = await open({});
  try {
    const clocks = await createClocks(lab);
    const once = async (key: string): Promise<VariantTimes["rounds"][number]> => ({
      encode: await clocks.time([], () => lab.call("benchFolderEncode", { key })),
      ask: await clocks.time(["first"], () =>
        lab.call("benchFolderAsk", { key, retention: 1, steps }),
      ),
    });
    let isSoftware = false;
    const measured: (VariantTimes & { rounds: VariantTimes["rounds"][number][] })[] = [];
    for (const { name, rewrites } of VARIANTS) {
      note(`Memory, ${name} …`);
      await lab.reload();
      const load = await loadOurs(lab, { model, precision, frames, rewrites, key: name });
      ({ isSoftware } = load.adapter);
      const encode = await lab.call("benchFolderEncode", { key: name });
      const ask = await lab.call("benchFolderAsk", { key: name, retention: 1, steps });
      measured.push({
        name,
        applied: load.applied,
        load: load.buffers,
        encodeBuffers: encode.buffers,
        askBuffers: ask.buffers,
        rounds: [],
      });
    }
    await lab.reload();
    for (const { name, rewrites } of VARIANTS) {
      note(`Loading and warming up, ${name} …`);
      await loadOurs(lab, { model, precision, frames, rewrites, key: name });
      await once(name);
    }
    for (let round = 0; round < repeats; round++) {
      for (const each of measured) each.rounds.push(await once(each.name));
      note(`${precision}, with and without rewrites: round ${round + 1} of ${repeats}`);
    }
    return { variants: measured, isSoftware };
  } finally {
    await lab.close();
  }
}

const KEY = "ours";

const loadOurs = (
  lab: Lab,
  {
    model,
    key = KEY,
    ...rest
  }: {
    readonly model: ChosenModel;
    readonly key?: string;
    readonly precision: string;
    readonly frames: number;
    readonly rewrites: readonly string[] | null;
  },
): Promise<FolderLoad> =>
  lab.call("benchFolderLoad", { key, id: model.id, url: modelUrl(lab, model), ...rest });

async function askOurs(
  lab: Lab,
  clocks: Awaited<ReturnType<typeof createClocks>>,
  key: string,
  steps: number,
): Promise<OurRound> {
  const encode = await clocks.time([], () => lab.call("benchFolderEncode", { key }));
  const asks: Timed<FolderAsk>[] = [];
  for (const retention of RETENTIONS) {
    asks.push(
      await clocks.time(["first"], () => lab.call("benchFolderAsk", { key, retention, steps })),
    );
  }
  return { encode, asks };
}
