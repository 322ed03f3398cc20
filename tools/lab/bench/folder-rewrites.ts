// An exported folder with all rewrites, without each of them, and as it was exported.

import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import type { FolderAsk } from "../page/bench-folder.ts";
import type { BufferUse } from "../page/gpu-buffers.ts";
import { createClocks, type Timed } from "./clocks.ts";
import { type FolderOptions, loadOurs, type OurRound } from "./folder.ts";

export interface Variant {
  /** "all rewrites", "without last-row", "cut before 2", … */
  readonly name: string;
  /** The names of the rewrites that may be applied. */
  readonly rewrites: readonly string[];
  /** The layers before which the decoder is cut; default: none. */
  readonly cuts?: readonly number[];
}

interface VariantRound {
  readonly encode: OurRound["encode"];
  /** The question at 100 %. */
  readonly ask: Timed<FolderAsk>;
}

export interface VariantTimes {
  readonly name: string;
  readonly isSoftware: boolean;
  /** "graph rewrite ×places" for each rewrite that matched. */
  readonly applied: readonly string[];
  readonly load: BufferUse;
  /** The first round, which compiles pipelines and is used for memory only. */
  readonly first: VariantRound;
  readonly rounds: readonly VariantRound[];
}

/** The variants; the others are compared with the first. */
export const VARIANTS: readonly Variant[] = [
  { name: "all rewrites", rewrites: REWRITE_NAMES },
  ...REWRITE_NAMES.map((left) => ({
    name: `without ${left}`,
    rewrites: REWRITE_NAMES.filter((name) => name !== left),
  })),
  { name: "as exported", rewrites: [] },
];

/** Measures one variant in a browser of its own, because a runtime shares its buffers among all graphs of a page. */
export const measureVariant = (
  precision: string,
  { name, rewrites }: Variant,
  { model, frames, steps, repeats, note, withLab }: FolderOptions,
): Promise<VariantTimes> =>
  withLab({}, async (lab) => {
    const clocks = await createClocks(lab);
    note(`Loading ${model.id} ${precision}, ${name} …`);
    const load = await loadOurs(lab, { model, precision, frames, rewrites });
    const round = async (): Promise<VariantRound> => ({
      encode: await clocks.time([], () => lab.call("benchFolderEncode")),
      ask: await clocks.time(["first"], () => lab.call("benchFolderAsk", { retention: 1, steps })),
    });
    const first = await round();
    const rounds: VariantRound[] = [];
    for (let i = 0; i < repeats; i++) rounds.push(await round());
    const { applied, buffers, adapter } = load;
    return { name, isSoftware: adapter.isSoftware, applied, load: buffers, first, rounds };
  });
