// lab eval needle: does a model find in a long video what appears for a second, and what does it pay for it?

import { writeFileSync } from "node:fs";
import { RELEVANCE_IDS, SCORER_IDS } from "../../../../src/engine/catalogue.ts";
import { commandText } from "../core/measure.ts";
import { openLog } from "../core/log.ts";
import { chooseModel, EMBEDDED_MODEL } from "../../cli/model.ts";
import { numberWithin, oneOf, parse, personPath, UsageError } from "../../cli/usage.ts";
import { SHARE_OPTIONS, sharesOf } from "../../cli/ask-long.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { CONTROLS, DEFAULT_ARMS, readNeedleArms } from "./arms.ts";
import { compareArms } from "./compare.ts";
import { measureNeedle } from "./measure.ts";
import { needleMarkdown, needleTable, type NeedleDocument } from "./report.ts";
import { DEFAULT_SECONDS, FIRST_TEST_SEED, isTuning, needleClips } from "./suite.ts";
import { chanceLevels, tallyNeedle, type NeedleResult } from "./tally.ts";

export const NEEDLE_HELP = `Draws long clips in which things appear for a second or two, outside what 32 even frames see, and asks what they
were and where (retrieval), in which order, and how many; every question in four wordings.

  --clips N              how many clips (default 32: each length with each number of things)
  --seed S               where the clips' seeds begin (default 40000; below that is for tuning)
  --seconds LIST         lengths, in turn, 33 to 3600 (default 60,120,240,600)
  --arms LIST            ways to look: uniform (32 frames), uniform-equal (as many tokens as x2l), single-level
                         (one share, as many tokens as x2l), all-compact, all-detailed, full, x2l, x2l:SCORER:RELEVANCE, x2l-oracle,
                         x2l-anti, x2l-random, x2l-uniform; controls text-only (one grey token), blank (grey clip).
                         SCORER is ${SCORER_IDS.join(", ")}, with +2pass, +prototypes, +context=R, +reuse=D;
                         RELEVANCE is ${RELEVANCE_IDS.join(", ")} (default: all but full and
                         x2l-uniform)
  --chunks K             in detail beside the first and the last (default 3)
  --detailed-share R, --compact-share R  of a chunk's tokens at the two levels (default 0.5 and 0.0625)
  --chunk-frames N       frames of a chunk, 1 to 64 (default 8)
  --model ID|DIR         (default framewise-shapes)
  --runtime webgpu|wasm  wasm runs the graphs on the CPU: far faster without a GPU (default webgpu)
  --jobs N               browsers side by side, 1 to 16 (default 1)
  --out FILE             append each result; a stopped run goes on from there, and arms can be added
  --report FILE          write the tables as Markdown
  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print one JSON document
`;

/** `args` without the suite's name. */
export async function evalNeedle(args: readonly string[], context: VerbContext): Promise<string> {
  const parsed = parse(args, {
    clips: { type: "string" },
    seed: { type: "string" },
    seconds: { type: "string" },
    arms: { type: "string" },
    chunks: { type: "string" },
    ...SHARE_OPTIONS,
    "chunk-frames": { type: "string" },
    model: { type: "string" },
    runtime: { type: "string" },
    jobs: { type: "string" },
    out: { type: "string" },
    report: { type: "string" },
    timeout: { type: "string" },
    json: { type: "boolean" },
  });
  if (parsed.positionals.length > 0) {
    throw new UsageError(`eval needle takes no "${parsed.positionals[0]}".`);
  }
  const seconds =
    parsed
      .text("seconds")
      ?.split(",")
      .map((text) => numberWithin("--seconds", text, { low: 33, high: 3600, isWhole: true })) ??
    DEFAULT_SECONDS;
  const seed = parsed.number("seed", { low: 0, high: 999_999, isWhole: true }) ?? FIRST_TEST_SEED;
  const shares = sharesOf(parsed);
  const chunks = parsed.number("chunks", { low: 0, high: 1000, isWhole: true }) ?? 3;
  const chunkFrames = parsed.number("chunk-frames", { low: 1, high: 64, isWhole: true }) ?? 8;
  const arms = readNeedleArms(parsed.text("arms") ?? DEFAULT_ARMS);
  const runtime = oneOf("--runtime", parsed.text("runtime") ?? "webgpu", ["webgpu", "wasm"]);
  const jobs = parsed.number("jobs", { low: 1, high: 16, isWhole: true }) ?? 1;
  const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
  const chosen = chooseModel(parsed.text("model") ?? EMBEDDED_MODEL);
  const clips = needleClips({
    clips: parsed.number("clips", { low: 1, high: 100_000, isWhole: true }) ?? 32,
    seed,
    seconds,
    chunkFrames,
  });

  const out = parsed.text("out");
  const log = openLog<NeedleResult>(out === undefined ? null : personPath(out), {
    suite: "needle",
    model: chosen.id,
    runtime,
    seed,
    seconds,
    chunks,
    shares,
    chunkFrames,
  });
  const plan = { clips, arms, settings: { chunks, shares, chunkFrames }, log };
  const adapter = await measureNeedle(plan, { chosen, runtime, quietSec, jobs }, context);

  const records = log.records(clips);
  const results = tallyNeedle(arms, clips, records);
  const isControl = ({ name }: { readonly name: string }): boolean => CONTROLS.includes(name);
  const reference = arms.find(({ base }) => base === "x2l")?.name;
  const document: NeedleDocument = {
    suite: "needle",
    model: chosen.id,
    adapter,
    runtime,
    clips: clips.length,
    seed,
    isTuning: isTuning(seed),
    seconds,
    chunks,
    shares,
    chunkFrames,
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
  const report = parsed.text("report");
  if (report !== undefined) writeFileSync(personPath(report), needleMarkdown(document));
  return parsed.flag("json") ? jsonText(document) : `${needleTable(document)}\n`;
}

/** @throws UsageError for one that is not known or given twice. */
