// npm run bench -- whole: how long a long video takes to read, to ask again, and to open again, by one model after the other, in
// ratios of one run.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_READ_SETTINGS, DEFAULT_RECALL } from "../../../src/engine/catalogue.ts";
import { ROOT } from "../browser/cache.ts";
import { SHARE_OPTIONS, sharesOf } from "../cli/whole-options.ts";
import { RUNTIME } from "../cli/common-options.ts";
import type { ChosenModel } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import type { ModelInfo } from "../../../src/engine/api.ts";
import { rowsFor } from "../../../src/model/cache-steps.ts";
import type { AssemblyArgs } from "../page/bench-assembly.ts";
import { MODELS, withEachModel } from "./benched-models.ts";
import { wholeLines } from "./whole-lines.ts";
import { benchOptions, createReport } from "./report.ts";

export const WHOLE_HELP = `With whole:
  --models LIST       of ids of this project, of folders, and of the small exports in test/fixtures/exports (default
                      framewise-shapes)
  --seconds N         of the long clip, at a frame a second (default 600); --short N of the other (default 120)
  --chunks K          in detail beside the first and the last (default 3)
  --detailed-share R, --compact-share R  of a chunk's tokens at the two levels (default 0.5 and 0.0625)
  --repeats N         medians of N later questions, at least 5 (default 9)
  --runtime R            where the graphs run: webgpu, wasm (on the processor), or fastest (default fastest)
`;

const LENGTH = number(whole(60, 3600));

const OPTIONS = {
  ...MODELS,
  seconds: or(LENGTH, 600),
  short: or(LENGTH, 120),
  chunks: or(number(whole(0, 1000)), DEFAULT_RECALL.chunks),
  ...SHARE_OPTIONS,
  repeats: or(number(whole(5, 1000)), 9),
  ...RUNTIME,
  ...benchOptions("bench-whole.json"),
};

/** The rows that a question's text and answer may take beside the video's entries. */
const TEXT_ROWS = 128;

export async function runWhole(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench whole", args, OPTIONS);
  const { seconds, short, chunks, repeats, runtime, timeout: quietSec } = given;
  const { chunkFrames } = DEFAULT_READ_SETTINGS;
  const shares = sharesOf(given);
  const measured: object[] = [];
  let machine: object = {};
  const report = createReport(
    context,
    given,
    () => ({ ...machine, chunks, shares, repeats }),
    () => ({ measured }),
  );

  const measureModel = async (chosen: ChosenModel, profileFolder: string): Promise<void> => {
    const options = { chosen, runtime, quietSec, profileFolder };
    await withModel(context, options, async ({ lab, model, adapter }) => {
      machine = { browser: lab.version, adapter };
      const read = { chunkFrames, shares };
      const measure = (length: number) =>
        lab.call("benchWhole", {
          seconds: length,
          chunks,
          read,
          repeats,
          isReopened: length === seconds,
        });
      // The short clip comes first, because it also pays for what is compiled once.
      const shorter = await measure(short);
      const long = await measure(seconds);
      context.note("Putting caches together by themselves …");
      const assemblyMs = await lab.call("benchAssembly", {
        ...decoderShape(chosen, model),
        capacity: model.maxPositions,
        chunks: Math.ceil(long.steps / long.stepsPerChunk),
        chunkFrames: long.stepsPerChunk,
        tokensPerFrame: long.tokensPerFrame,
        shares,
        detailed: long.asked.at(-1)?.detailed ?? [],
        repeats,
      });
      const times = { short: shorter, long, assemblyMs };
      measured.push({ model: model.id, runtime: model.runtime, times });
      const most = Math.max(...long.asked.map(({ entries }) => entries)) + TEXT_ROWS;
      const { kvCache, maxPositions } = model;
      report.add(
        wholeLines(model.id, times, {
          chunks,
          shares,
          entryBytes: model.kvBytesPerToken,
          cachePositions: kvCache === "static" ? rowsFor(most, maxPositions) : most,
        }),
      );
    });
  };

  await withEachModel(given.models, async (chosen) => {
    // A profile folder, so that what is saved is on a disk.
    const profileFolder = mkdtempSync(join(tmpdir(), "framewise-whole-"));
    try {
      await measureModel(chosen, profileFolder);
    } finally {
      rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  return report.finish();
}

/** The shape of a model's decoder, of which only layers with keys and values count. */
function decoderShape(
  { id, folder = `${ROOT}/public/models/${id}` }: ChosenModel,
  { layers: { attention: layers }, kvBytesPerToken }: ModelInfo,
): Pick<AssemblyArgs, "entry" | "width" | "ropeTheta"> {
  const whole = JSON.parse(readFileSync(`${folder}/config.json`, "utf8")) as TextShape & {
    readonly text_config?: TextShape;
  };
  const config = whole.text_config ?? whole;
  const { hidden_size: width, num_attention_heads: queries, num_key_value_heads: heads } = config;
  const size = config.head_dim ?? width / queries;
  const bytes = kvBytesPerToken / (2 * layers * heads * size);
  return {
    entry: { layers, heads, size, dtype: bytes === 2 ? "float16" : "float32" },
    width,
    ropeTheta: config.rope_theta ?? 10_000,
  };
}

/** What config.json says of a decoder. */
interface TextShape {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly head_dim?: number;
  readonly rope_theta?: number;
}
