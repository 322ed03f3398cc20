// What the suites have in common: a run of many clips in several browsers, with a word on how it goes.

import { type Lab, openLab } from "../../browser/lab.ts";
import { type ChosenModel, modelUrl } from "../../cli/model.ts";
import type { VerbContext } from "../../cli/verb.ts";
import type { CallValue } from "../../page/calls.ts";
import { percent } from "../clips/report.ts";
import type { Score } from "../clips/tally.ts";

export interface OpenedLab {
  readonly lab: Lab;
  readonly model: CallValue<"load">["model"];
  /** As people call it. */
  readonly adapter: string;
}

export interface OpenOptions {
  readonly chosen: ChosenModel;
  readonly runtime: "webgpu" | "wasm";
  readonly quietSec: number;
}

/** A browser with the model in it. */
export async function openWithModel(
  { note, track }: VerbContext,
  { chosen, runtime, quietSec }: OpenOptions,
): Promise<OpenedLab> {
  const { id, folder } = chosen;
  const lab = track(
    await openLab({ note, quietSec, ...(folder === undefined ? {} : { modelFolder: folder }) }),
  );
  const url = modelUrl(lab, chosen);
  const { model, adapter } = await lab.call("load", { id, url, runtime });
  const { description, vendor, architecture } = adapter;
  return { lab, model, adapter: description || `${vendor} ${architecture}`.trim() };
}

/** Takes from the list, `jobs` at a time, until it is empty or one of them fails. */
export async function inParallel(jobs: number, work: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: jobs }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Says after each step how many are done, how well, and how long the rest will take. */
export function startProgress(
  { note }: VerbContext,
  { what, total }: { readonly what: string; readonly total: number },
): (score: Score) => void {
  const startMs = performance.now();
  let done = 0;
  return (score) => {
    done++;
    const restMin = (((performance.now() - startMs) / done) * (total - done)) / 60_000;
    note(
      `${what} ${done} of ${total}: ${percent(score)} % of ${score.n} answers right so far, about ${restMin.toFixed(1)} minutes left`,
    );
  };
}

/** As it may be typed again, without options that change nothing in the result. */
export function commandText(args: readonly string[], without: readonly string[]): string {
  const isOut = (arg: string | undefined): boolean =>
    without.some((name) => arg === name || arg?.startsWith(`${name}=`) === true);
  const kept = args.filter(
    (arg, i) => !isOut(arg) && !(isOut(args[i - 1]) && args[i - 1]?.includes("=") === false),
  );
  return `npm run -s lab -- eval ${kept.join(" ")}`;
}
