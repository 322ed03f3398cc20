// lab eval clips: accuracy of a model on held-out drawn clips, by method, retention and question type.

import { writeFileSync } from "node:fs";
import { EMBEDDED_MODEL, chooseModel } from "../../cli/model.ts";
import { textTable } from "../core/text-table.ts";
import { FRAMES, oneOf, parse, personPath, UsageError } from "../../cli/usage.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { distinctRequests, readArms, requestKey, SPELLINGS } from "./arms.ts";
import { openLog } from "../core/log.ts";
import { commandText, inParallel, openWithModel, startProgress } from "../core/measure.ts";
import { comparePositions } from "./compare-positions.ts";
import { pairedRows, percent, reportMarkdown, typesOf, type EvalDocument } from "./report.ts";
import { suiteClips } from "./suite.ts";
import { clipRecord, scoreOf, tally, type RequestRecord } from "./tally.ts";
import { checkRuntimes } from "./check-runtimes.ts";

export const CLIPS_HELP = `Asks every question of held-out drawn clips, each a real video file, and counts the exact answers.

  --clips N              how many clips (default 24; 400 ask at least 100 of each type)
  --seed S               where the clips' seeds begin (default 10000)
  --methods LIST         of ${SPELLINGS}
                         (default vidcom2)
  --retentions LIST      shares of tokens to keep (default 1,0.25)
  --positions LIST       of original, compact: where kept tokens stand (default: the model's own)
  --frames N             frames to look at (default: all of the clip's, 8 to 48)
  --model ID|DIR         (default framewise-shapes)
  --runtime webgpu|wasm  wasm runs the graphs on the CPU: far faster without a GPU (default webgpu)
  --jobs N               browsers side by side, 1 to 16 (default 1)
  --out FILE             append each clip's result; a stopped run goes on from there
  --report FILE          write the table as Markdown
  --check-runtimes K     instead of measuring, ask K clips on webgpu and on wasm and compare the answers
  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print one JSON document
`;

/** `args` without the suite's name. */
export async function evalClips(args: readonly string[], context: VerbContext): Promise<string> {
  const parsed = parse(args, {
    clips: { type: "string" },
    seed: { type: "string" },
    methods: { type: "string" },
    retentions: { type: "string" },
    positions: { type: "string" },
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
  if (parsed.positionals.length > 0) {
    throw new UsageError(`eval clips takes no "${parsed.positionals[0]}".`);
  }
  const whole = { low: 1, high: 100_000, isWhole: true };
  const clipCount = parsed.number("clips", whole) ?? 24;
  const seed = parsed.number("seed", { low: 0, high: 999_999, isWhole: true }) ?? 10_000;
  const arms = readArms(
    parsed.text("methods") ?? "vidcom2",
    parsed.text("retentions") ?? "1,0.25",
    parsed.text("positions"),
  );
  const frames = parsed.number("frames", FRAMES) ?? null;
  const runtime = oneOf("--runtime", parsed.text("runtime") ?? "webgpu", ["webgpu", "wasm"]);
  const jobs = parsed.number("jobs", { low: 1, high: 16, isWhole: true }) ?? 1;
  const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
  const checked = parsed.number("check-runtimes", whole);
  const clips = suiteClips(checked ?? clipCount, seed);
  const chosen = chooseModel(parsed.text("model") ?? EMBEDDED_MODEL);
  const requests = distinctRequests(arms);

  const open = (graphs: typeof runtime) =>
    openWithModel(context, { chosen, runtime: graphs, quietSec });
  if (checked !== undefined) {
    return checkRuntimes(open, clips, { frames, requests, isJson: parsed.flag("json") });
  }

  const command = commandText(["clips", ...args], ["--out", "--report"]);
  const out = parsed.text("out");
  const log = openLog<RequestRecord>(out === undefined ? null : personPath(out), {
    model: chosen.id,
    runtime,
    seed,
    frames,
  });
  const keys = requests.map(requestKey);
  const todo = clips.filter(({ index }) => !log.has(index, keys));
  if (todo.length < clips.length)
    context.note(`${clips.length - todo.length} clips are done already`);
  const progress = startProgress(context, { what: "Clip", total: todo.length });
  let adapterName = log.adapter ?? "";
  await inParallel(Math.min(jobs, todo.length), async () => {
    const { lab, adapter } = await open(runtime);
    adapterName = adapter;
    log.setAdapter(adapter);
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
        progress(scoreOf(log.results()));
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
    paired: comparePositions(arms, log.records(clips)),
  };
  const report = parsed.text("report");
  if (report !== undefined) writeFileSync(personPath(report), reportMarkdown(document));
  return parsed.flag("json") ? jsonText(document) : evalText(document);
}

function evalText({ arms, paired }: EvalDocument): string {
  const types = typesOf(arms);
  const table = textTable([
    ["method", "retention", "positions", "kept", ...types, "all"],
    ...arms.map((arm) => [
      arm.method,
      String(arm.retention),
      arm.positions ?? "–",
      `${Math.round(arm.tokens.kept)}/${arm.tokens.total}`,
      ...types.map((type) => percent(arm.byType[type])),
      percent(arm),
    ]),
  ]);
  const ofAll = paired.filter(({ type }) => type === "all");
  return [table, ...(ofAll.length === 0 ? [] : ["", textTable(pairedRows(ofAll))]), ""].join("\n");
}
