// npm run bench -- long: what a long video takes to read, to ask again, and to open again, in ratios of one run.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../browser/cache.ts";
import { openLab } from "../browser/lab.ts";
import { SHARE_OPTIONS, sharesOf } from "../cli/ask-long.ts";
import { chooseModel, EMBEDDED_MODEL, modelUrl } from "../cli/model.ts";
import { oneOf, parse, personPath, UsageError } from "../cli/usage.ts";
import { jsonText, type VerbContext } from "../cli/verb.ts";
import type { AssemblyArgs } from "../page/bench-assembly.ts";
import { linesTable } from "./lines.ts";
import { longLines } from "./long-lines.ts";
import { machineFacts } from "./machine.ts";

export const LONG_HELP = `With long:
  --seconds N         of the long clip, at a frame a second (default 600); --short N of the other (default 120)
  --chunks K          in detail beside the first and the last (default 3)
  --detailed-share R, --compact-share R  of a chunk's tokens at the two levels (default 0.5 and 0.0625)
  --repeats N         medians of N later questions, at least 5 (default 9)
  --runtime webgpu|wasm  wasm runs the graphs on the CPU (default webgpu)
`;

const CHUNK_FRAMES = 8;
const LENGTH = { low: 60, high: 3600, isWhole: true };

export async function runLong(
  args: readonly string[],
  { note, track, markFailed }: VerbContext,
): Promise<string> {
  const parsed = parse(args, {
    seconds: { type: "string" },
    short: { type: "string" },
    chunks: { type: "string" },
    ...SHARE_OPTIONS,
    repeats: { type: "string" },
    runtime: { type: "string" },
    out: { type: "string" },
    timeout: { type: "string" },
    json: { type: "boolean" },
  });
  if (parsed.positionals.length > 0) {
    throw new UsageError(`bench long takes no "${parsed.positionals[0]}".`);
  }
  const seconds = parsed.number("seconds", LENGTH) ?? 600;
  const short = parsed.number("short", LENGTH) ?? 120;
  const chunks = parsed.number("chunks", { low: 0, high: 1000, isWhole: true }) ?? 3;
  const shares = sharesOf(parsed);
  const repeats = parsed.number("repeats", { low: 5, high: 1000, isWhole: true }) ?? 9;
  const runtime = oneOf("--runtime", parsed.text("runtime") ?? "webgpu", ["webgpu", "wasm"]);
  const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
  const out = personPath(parsed.text("out") ?? `${ROOT}/reports/bench-long.json`);

  // A folder, so that what is saved lies on a disk.
  const profileFolder = mkdtempSync(join(tmpdir(), "framewise-long-"));
  const lab = track(await openLab({ note, quietSec, profileFolder }));
  try {
    const chosen = chooseModel(EMBEDDED_MODEL);
    const url = modelUrl(lab, chosen);
    const { model, adapter } = await lab.call("load", { id: chosen.id, url, runtime });
    const read = { chunkFrames: CHUNK_FRAMES, shares };
    const measure = (length: number) =>
      lab.call("benchLong", {
        seconds: length,
        chunks,
        read,
        repeats,
        isReopened: length === seconds,
      });
    // The short one first: it pays for what is compiled once.
    const shorter = await measure(short);
    const long = await measure(seconds);
    note("Putting caches together by themselves …");
    const assemblyMs = await lab.call("benchAssembly", {
      ...decoderShape(model.id),
      capacity: model.maxPositions,
      chunks: Math.ceil(seconds / CHUNK_FRAMES),
      chunkFrames: CHUNK_FRAMES,
      tokensPerFrame: long.tokensPerFrame,
      shares,
      detailed: long.asked.at(-1)?.detailed ?? [],
      repeats,
    });
    const times = { short: shorter, long, assemblyMs };
    const lines = longLines(times, {
      chunks,
      shares,
      chunkFrames: CHUNK_FRAMES,
      entryBytes: model.kvBytesPerToken,
      cachePositions: model.maxPositions,
    });
    const document = {
      date: new Date().toISOString(),
      machine: machineFacts(),
      browser: lab.page.context().browser()?.version() ?? "",
      adapter,
      model: model.id,
      runtime,
      chunks,
      shares,
      repeats,
      lines,
      times,
    };
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, jsonText(document));
    if (lines.some(({ passed }) => !passed)) markFailed();
    return parsed.flag("json") ? jsonText(document) : linesTable(lines);
  } finally {
    await lab.close();
    rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of the embedded model, whose cache is float32. */
function decoderShape(id: string): Pick<AssemblyArgs, "entry" | "width" | "ropeTheta"> {
  const { text_config: config } = JSON.parse(
    readFileSync(`${ROOT}/public/models/${id}/config.json`, "utf8"),
  ) as { text_config: Record<string, number> };
  const { hidden_size = 0, num_attention_heads = 1, num_key_value_heads = 0 } = config;
  const { num_hidden_layers = 0, rope_theta = 10_000 } = config;
  return {
    entry: {
      layers: num_hidden_layers,
      heads: num_key_value_heads,
      size: hidden_size / num_attention_heads,
      dtype: "float32",
    },
    width: hidden_size,
    ropeTheta: rope_theta,
  };
}
