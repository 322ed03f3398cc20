// lab eval clips: accuracy of a model on held-out drawn clips, by method, retention and question type.

import { writeFileSync } from "node:fs";
import { openLab, type Lab } from "../browser.ts";
import { EMBEDDED_MODEL, chooseModel, modelUrl } from "../model.ts";
import { textTable } from "../table.ts";
import { FRAMES, oneOf, parse, personPath, UsageError } from "../usage.ts";
import { jsonText, type Verb, type VerbContext } from "../verb.ts";
import { distinctRequests, readArms, requestKey } from "./arms.ts";
import { openLog } from "./log.ts";
import { percent, reportMarkdown, typesOf, type EvalDocument } from "./report.ts";
import { suiteClips } from "./suite.ts";
import { clipRecord, tally, type ArmResult } from "./tally.ts";
import { checkRuntimes } from "./check-runtimes.ts";

const HELP = `Usage: npm run -s lab -- eval clips [options]

Asks every question of held-out drawn clips, each a real video file, and counts the exact answers.

  --clips N              how many clips (default 24; 400 ask at least 100 of each type)
  --seed S               where the clips' seeds begin (default 10000)
  --methods LIST         of vidcom2[:framewise|cosine|released], uniform, random[:SEED|:FIRST..LAST]
                         (default vidcom2)
  --retentions LIST      shares of tokens to keep (default 1,0.25)
  --frames N             frames to look at (default: all of the clip's, 8 to 48)
  --model ID|DIR         (default framewise-shapes)
  --runtime webgpu|wasm  wasm runs the graphs on the CPU: far faster without a GPU (default webgpu)
  --jobs N               browsers side by side, 1 to 16 (default 1)
  --out FILE             append each clip's result; a stopped run goes on from there
  --report FILE          write the table as Markdown
  --check-runtimes K     instead of measuring, ask K clips on webgpu and on wasm and compare the answers
  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print one JSON document
  --help                 print this
`;

export const evaluate: Verb = {
  summary: "measure accuracy on held-out clips",
  help: HELP,
  async run(args, context) {
    const parsed = parse(args, {
      clips: { type: "string" },
      seed: { type: "string" },
      methods: { type: "string" },
      retentions: { type: "string" },
      frames: { type: "string" },
      model: { type: "string" },
      runtime: { type: "string" },
      jobs: { type: "string" },
      out: { type: "string" },
      report: { type: "string" },
      "check-runtimes": { type: "string" },
      timeout: { type: "string" },
      json: { type: "boolean" },
    });
    const [suite, ...others] = parsed.positionals;
    if (suite !== "clips" || others.length > 0) {
      throw new UsageError('The suite is missing or not known: there is one, "lab eval clips".');
    }
    const whole = { low: 1, high: 100_000, isWhole: true };
    const clipCount = parsed.number("clips", whole) ?? 24;
    const seed = parsed.number("seed", { low: 0, high: 999_999, isWhole: true }) ?? 10_000;
    const arms = readArms(
      parsed.text("methods") ?? "vidcom2",
      parsed.text("retentions") ?? "1,0.25",
    );
    const frames = parsed.number("frames", FRAMES) ?? null;
    const runtime = oneOf("--runtime", parsed.text("runtime") ?? "webgpu", ["webgpu", "wasm"]);
    const jobs = parsed.number("jobs", { low: 1, high: 16, isWhole: true }) ?? 1;
    const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
    const checked = parsed.number("check-runtimes", whole);
    const clips = suiteClips(checked ?? clipCount, seed);
    const chosen = chooseModel(parsed.text("model") ?? EMBEDDED_MODEL);
    const requests = distinctRequests(arms);

    const open = async (graphs: typeof runtime) => {
      const lab = context.track(
        await openLab({
          note: context.note,
          quietSec,
          ...(chosen.folder === undefined ? {} : { modelFolder: chosen.folder }),
        }),
      );
      const { adapter } = await lab.call("load", {
        id: chosen.id,
        url: modelUrl(lab, chosen),
        runtime: graphs,
      });
      return { lab, adapter };
    };
    if (checked !== undefined) {
      return checkRuntimes(open, clips, { frames, requests, isJson: parsed.flag("json") });
    }

    const command = `npm run -s lab -- eval ${withoutOption(args, "--out").join(" ")}`;
    const out = parsed.text("out");
    const log = openLog(out === undefined ? null : personPath(out), {
      model: chosen.id,
      runtime,
      seed,
      frames,
    });
    const keys = requests.map(requestKey);
    const todo = clips.filter(({ index }) => !log.has(index, keys));
    if (todo.length < clips.length)
      context.note(`${clips.length - todo.length} clips are done already`);
    const progress = startProgress(context, todo.length);
    let adapterName = log.adapter ?? "";
    await inParallel(Math.min(jobs, todo.length), async () => {
      const { lab, adapter } = await open(runtime);
      adapterName = adapter.description || `${adapter.vendor} ${adapter.architecture}`.trim();
      log.setAdapter(adapterName);
      try {
        for (let clip = todo.shift(); clip !== undefined; clip = todo.shift()) {
          const { index, ticks } = clip;
          const missing = requests.filter((request) => !log.has(index, [requestKey(request)]));
          const value = await lab.call("evalClip", {
            seed: clip.seed,
            ticks,
            frames,
            requests: missing,
          });
          log.add(clipRecord(index, missing.map(requestKey), value));
          progress(log.right());
        }
      } finally {
        await lab.close();
      }
    });
    const document: EvalDocument = {
      model: chosen.id,
      adapter: adapterName,
      runtime,
      clips: clips.length,
      seed,
      frames,
      command,
      arms: tally(arms, log.records(clips)),
    };
    const report = parsed.text("report");
    if (report !== undefined) writeFileSync(personPath(report), reportMarkdown(document));
    return parsed.flag("json") ? jsonText(document) : `${evalTable(document.arms)}\n`;
  },
};

/** The command without an option that changes nothing in the result. */
function withoutOption(args: readonly string[], name: string): string[] {
  return args.filter(
    (arg, i) => arg !== name && args[i - 1] !== name && !arg.startsWith(`${name}=`),
  );
}

async function inParallel(count: number, work: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Says after each clip how many are done, how well, and how long the rest will take. */
function startProgress(
  { note }: VerbContext,
  total: number,
): (score: { right: number; n: number }) => void {
  const startMs = performance.now();
  let done = 0;
  return (score) => {
    done++;
    const restMin = (((performance.now() - startMs) / done) * (total - done)) / 60_000;
    note(
      `Clip ${done} of ${total}: ${percent(score)} % of ${score.n} answers right so far, about ${restMin.toFixed(1)} minutes left`,
    );
  };
}

function evalTable(arms: readonly ArmResult[]): string {
  const types = typesOf(arms);
  return textTable([
    ["method", "retention", "kept", ...types, "all"],
    ...arms.map((arm) => [
      arm.method,
      String(arm.retention),
      `${Math.round(arm.tokens.kept)}/${arm.tokens.total}`,
      ...types.map((type) => percent(arm.byType[type])),
      percent(arm),
    ]),
  ]);
}

export type OpenGraphs = (
  runtime: "webgpu" | "wasm",
) => Promise<{ lab: Lab; adapter: { description: string } }>;
