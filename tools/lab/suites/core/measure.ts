// What the suites have in common: a run over many clips in several browsers, with reports on its progress.

import { writeFileSync } from "node:fs";
import { AppError } from "../../../../src/base/errors.ts";
import type { AdapterFacts, RuntimeChoice } from "../../../../src/engine/api.ts";
import type { LoadedLab } from "../../cli/loaded-lab.ts";
import type { ChosenModel } from "../../cli/model.ts";
import { personPath } from "../../cli/options.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { withModel } from "../../cli/with-lab.ts";
import type { EvalLog } from "./log.ts";
import type { ScoreSoFar } from "../../../../src/evaluation/samples-work.ts";
import { percent, type Score } from "../../../../src/evaluation/tally.ts";

export interface SuiteRun {
  readonly chosen: ChosenModel;
  readonly runtime: RuntimeChoice;
  /** The number of browsers in parallel. */
  readonly jobs: number;
  readonly quietSec: number;
}

/** The score so far, for suites that record failures and those that end at the first. */
type SuiteScore = Score & Partial<ScoreSoFar>;

export interface SuiteWork<Clip, Result> {
  readonly clips: readonly Clip[];
  readonly log: EvalLog<Result>;
  /** The keys of everything that is asked of a clip. */
  readonly keys: readonly string[];
  /** Asks what the log does not have of a clip, and adds it. */
  readonly ask: (loaded: LoadedLab, clip: Clip) => Promise<void>;
  /** Returns the score so far. */
  readonly score: () => SuiteScore;
  /** Whether nothing is left to ask of a clip. Default: the log has all its keys. */
  readonly isDone?: (clip: Clip) => boolean;
  /**
   * Records that a clip cannot be asked about, because the browser died of it twice. Default: the first death ends the run.
   */
  readonly fail?: (clip: Clip, error: AppError) => void | Promise<void>;
  /** What a clip is called in reports of progress. Default "Clip". */
  readonly noun?: string;
}

/** Asks what the log does not have yet, in `jobs` browsers, and returns the adapter's name. */
export async function measureClips<Clip extends { readonly index: number }, Result>(
  context: VerbContext,
  { jobs, ...options }: SuiteRun,
  work: SuiteWork<Clip, Result>,
): Promise<string> {
  const { clips, log, keys, ask, score, fail, noun = "Clip" } = work;
  const isDone = work.isDone ?? (({ index }: Clip) => log.has(index, keys));
  const todo = clips.filter((clip) => !isDone(clip));
  if (todo.length < clips.length)
    context.note(`${clips.length - todo.length} ${noun.toLowerCase()}s are done already`);
  const progress = startProgress(context, noun, todo.length);
  const died = new Set<Clip>();
  /** Asks about clips in one browser, until none is left or the browser dies. */
  const inOneBrowser = (): Promise<void> =>
    withModel(context, options, async (loaded) => {
      log.setMachine(adapterName(loaded.adapter), loaded.model.runtime);
      for (let clip = todo.shift(); clip !== undefined; clip = todo.shift()) {
        try {
          await ask(loaded, clip);
        } catch (thrown) {
          if (fail === undefined || !isBrowserGone(thrown)) throw thrown;
          context.note(`${thrown.message} It is opened again.`);
          if (died.has(clip)) await fail(clip, thrown);
          else todo.unshift(clip);
          died.add(clip);
          return;
        }
        progress(score());
      }
    });
  await inParallel(Math.min(jobs, todo.length), async () => {
    while (todo.length > 0) await inOneBrowser();
  });
  return log.adapter ?? "";
}

const isBrowserGone = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && ["lab-crashed", "lab-quiet"].includes(thrown.code);

/** Returns the text for standard output, and writes the report to its file. */
export function suiteOutput<Document>(
  { json, report }: { readonly json: boolean; readonly report: string | undefined },
  document: Document,
  { markdown, text }: Readonly<Record<"markdown" | "text", (document: Document) => string>>,
): string {
  if (report !== undefined) writeFileSync(personPath(report), markdown(document));
  return json ? jsonText(document) : text(document);
}

/** Returns the adapter's name for people. */
const adapterName = ({ description, vendor, architecture }: AdapterFacts): string =>
  description || `${vendor} ${architecture}`.trim();

/** Takes work from the list, `jobs` at a time, until it is empty or one of them fails. */
async function inParallel(jobs: number, work: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: jobs }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Reports after each clip how many are done, how well, and how long the rest will take. */
function startProgress(
  { note }: VerbContext,
  noun: string,
  total: number,
): (score: SuiteScore) => void {
  const startMs = performance.now();
  let done = 0;
  return (score) => {
    done++;
    const restMin = (((performance.now() - startMs) / done) * (total - done)) / 60_000;
    note(
      `${noun} ${done} of ${total}: ${percent(score)} % of ${score.n} answers right so far${failedWords(score)}, about ${restMin.toFixed(1)} minutes left`,
    );
  };
}

const failedWords = ({ failed = 0 }: SuiteScore): string =>
  failed === 0 ? "" : ` (${failed} failed)`;

/** Returns the command so that it can be typed again, without options and flags that do not change the result. */
export function commandText(
  args: readonly string[],
  without: readonly string[],
  flags: readonly string[] = [],
): string {
  const isOut = (arg: string | undefined): boolean =>
    without.some((name) => arg === name || arg?.startsWith(`${name}=`) === true);
  const kept = args.filter(
    (arg, i) =>
      !isOut(arg) &&
      !(isOut(args[i - 1]) && args[i - 1]?.includes("=") === false) &&
      !flags.includes(arg),
  );
  return `npm run -s lab -- eval ${kept.join(" ")}`;
}
