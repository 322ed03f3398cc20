// lab eval needle: does a model find in a long video what appears for a second, and at what cost?

import { DEFAULT_RECALL, RELEVANCE_IDS, SCORER_IDS } from "../../../../src/engine/catalogue.ts";
import { CHUNK_FRAMES, SHARE_OPTIONS, sharesOf } from "../../cli/whole-options.ts";
import { SUITE, SUITE_HELP } from "../../cli/common-options.ts";
import { chooseModel } from "../../cli/model.ts";
import {
  flag,
  number,
  numberWithin,
  or,
  personPath,
  readOptionsOnly,
  text,
  whole,
  wordList,
} from "../../cli/options.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { openNodeLab } from "../../node/node-lab.ts";
import { openLog } from "../core/log.ts";
import { commandText, suiteOutput } from "../core/measure.ts";
import { CONTROLS, DEFAULT_ARMS, readNeedleArms } from "./arms.ts";
import { powerOf, powerSentence, readExpected } from "./power.ts";
import { ASKED_TASKS, TRIES } from "./questions.ts";
import { compareArms } from "./compare.ts";
import { measureNeedle } from "./measure.ts";
import { type NeedleDocument, needleMarkdown, needleTable } from "./report.ts";
import { DEFAULT_SECONDS, FIRST_TEST_SEED, isTuning, needleClips } from "./suite.ts";
import { chanceLevels, type NeedleResult, tallyNeedle } from "./tally.ts";

export const NEEDLE_HELP = `Draws long clips in which things appear for a second or two, outside what 32 even frames see, and asks what they
were and where (retrieval), in which order, and how many; every question in four wordings.

  --clips N              how many clips (default 32: each length with each number of things)
  --seed S               where the clips' seeds begin (default 40000; below that is for tuning)
  --seconds LIST         lengths, in turn, 33 to 3600 (default 60,120,240,600)
  --arms LIST            ways to look: uniform (32 frames), uniform-equal (as many tokens as x2l), single-level
                         (one share, as many tokens as x2l), all-compact, all-detailed, full, x2l, x2l:SCORER:RELEVANCE, x2l-oracle,
                         x2l-anti, x2l-random, x2l-uniform; controls text-only (one grey token), blank (grey clip).
                         SCORER is ${SCORER_IDS.join(", ")}, with +2pass, +prototypes, +context=R, +reuse=D, +still;
                         RELEVANCE is ${RELEVANCE_IDS.join(", ")} (default: all but full and
                         x2l-uniform)
  --chunks K             in detail beside the first and the last (default 3)
  --tries N              wordings of each question, 1 to 4 (default 4)
  --tasks LIST           some kinds of questions: ${ASKED_TASKS.join(", ")}; clips without one are left out (default all)
  --passing S            clips full of things that pass, one about every S seconds, 2 to 60; each of five others, there for one
                         second, is asked about by its name (default: nothing passes, as below)
  --expect A,B           what is expected, for the power that is computed beforehand: the percentages of questions that only the
                         first arm and only the rival gets right (default 13,3)
  --detailed-share R, --compact-share R  of a chunk's tokens at the two levels (default 0.5 and 0.0625)
  --chunk-frames N       frames of a chunk, 1 to 64 (default 8)
  --node                 without a browser: frames are drawn straight to pixels, and graphs and shaders run in Node, on one core
                         (the graphs several times as fast after "npm i --no-save --ignore-scripts onnxruntime-node")
${SUITE_HELP}`;

const OPTIONS = {
  clips: or(number(whole(1, 100_000)), 32),
  seed: or(number(whole(0, 999_999)), FIRST_TEST_SEED),
  seconds: text,
  tries: or(number(whole(1, TRIES)), TRIES),
  tasks: wordList("the tasks", ASKED_TASKS),
  passing: number(whole(2, 60)),
  node: flag,
  expect: or(text, "13,3"),
  arms: or(text, DEFAULT_ARMS),
  chunks: or(number(whole(0, 1000)), DEFAULT_RECALL.chunks),
  ...SHARE_OPTIONS,
  ...CHUNK_FRAMES,
  ...SUITE,
};

/** Runs the suite; `args` come without its name. */
export async function evalNeedle(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("eval needle", args, OPTIONS);
  const { seed, chunks, "chunk-frames": chunkFrames, runtime, jobs, out } = given;
  const seconds =
    given.seconds?.split(",").map((length) => numberWithin("--seconds", length, whole(33, 3600))) ??
    DEFAULT_SECONDS;
  const shares = sharesOf(given);
  const arms = readNeedleArms(given.arms);
  const chosen = chooseModel(given.model);
  const { tries, tasks, passing } = given;
  const clips = needleClips({
    clips: given.clips,
    seed,
    seconds,
    chunkFrames,
    tries,
    passing,
    tasks,
  });
  const power = powerOf(clips, readExpected(given.expect));
  context.note(powerSentence(power));

  const log = openLog<NeedleResult>(out === undefined ? null : personPath(out), {
    suite: "needle",
    model: chosen.id,
    runtime,
    seed,
    seconds,
    chunks,
    shares,
    chunkFrames,
    // Logs of before these were options have none of them.
    ...(tries === TRIES ? {} : { tries }),
    ...(tasks.length === ASKED_TASKS.length ? {} : { tasks }),
    ...(passing === undefined ? {} : { passing }),
    ...(given.node ? { node: true } : {}),
  });
  const plan = { clips, arms, settings: { chunks, shares, chunkFrames }, log };
  const adapter = await measureNeedle(
    plan,
    { chosen, runtime, jobs, quietSec: given.timeout },
    given.node ? { ...context, open: await openNodeLab(chosen, context.note) } : context,
  );

  const records = log.records(clips);
  const results = tallyNeedle(arms, clips, records);
  const isControl = ({ name }: { readonly name: string }): boolean => CONTROLS.includes(name);
  const reference = arms.find(({ base }) => base === "x2l")?.name;
  const document: NeedleDocument = {
    suite: "needle",
    model: chosen.id,
    adapter,
    runtime: log.runtime ?? runtime,
    clips: clips.length,
    seed,
    isTuning: isTuning(seed),
    seconds,
    chunks,
    shares,
    chunkFrames,
    tries,
    passing: passing ?? null,
    node: given.node,
    power,
    command: commandText(["needle", ...args], ["--out", "--report", "--jobs"]),
    arms: results.filter((result) => !isControl(result)),
    controls: { chance: chanceLevels(clips), arms: results.filter(isControl) },
    paired:
      reference === undefined
        ? []
        : compareArms(
            reference,
            arms
              .map(({ name }) => name)
              .filter((name) => name !== reference && !CONTROLS.includes(name)),
            clips,
            records,
          ),
  };
  return suiteOutput(given, document, {
    markdown: needleMarkdown,
    text: (one) => `${needleTable(one)}\n`,
  });
}
