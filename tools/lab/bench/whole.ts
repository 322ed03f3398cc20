// npm run bench -- whole: how long a long video takes to read, to ask again, and to open again, in ratios of one run.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_READ_SETTINGS, DEFAULT_RECALL } from "../../../src/engine/catalogue.ts";
import { ROOT } from "../browser/cache.ts";
import { SHARE_OPTIONS, sharesOf } from "../cli/whole-options.ts";
import { RUNTIME } from "../cli/common-options.ts";
import { chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import type { AssemblyArgs } from "../page/bench-assembly.ts";
import { wholeLines } from "./whole-lines.ts";
import { benchOptions, createReport } from "./report.ts";

export const WHOLE_HELP = `With whole:
  --seconds N         of the long clip, at a frame a second (default 600); --short N of the other (default 120)
  --chunks K          in detail beside the first and the last (default 3)
  --detailed-share R, --compact-share R  of a chunk's tokens at the two levels (default 0.5 and 0.0625)
  --repeats N         medians of N later questions, at least 5 (default 9)
  --runtime R            where the graphs run: webgpu, wasm (on the processor), or fastest (default fastest)
`;

const LENGTH = number(whole(60, 3600));

const OPTIONS = {
  seconds: or(LENGTH, 600),
  short: or(LENGTH, 120),
  chunks: or(number(whole(0, 1000)), DEFAULT_RECALL.chunks),
  ...SHARE_OPTIONS,
  repeats: or(number(whole(5, 1000)), 9),
  ...RUNTIME,
  ...benchOptions("bench-whole.json"),
};

export async function runWhole(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench whole", args, OPTIONS);
  const { seconds, short, chunks, repeats, runtime, timeout: quietSec } = given;
  const { chunkFrames } = DEFAULT_READ_SETTINGS;
  const shares = sharesOf(given);
  const chosen = chooseModel(EMBEDDED_MODEL);

  // A profile folder, so that what is saved is on a disk.
  const profileFolder = mkdtempSync(join(tmpdir(), "framewise-whole-"));
  try {
    const options = { chosen, runtime, quietSec, profileFolder };
    return await withModel(context, options, async ({ lab, model, adapter }) => {
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
        ...decoderShape(model.id),
        capacity: model.maxPositions,
        chunks: Math.ceil(seconds / chunkFrames),
        chunkFrames,
        tokensPerFrame: long.tokensPerFrame,
        shares,
        detailed: long.asked.at(-1)?.detailed ?? [],
        repeats,
      });
      const times = { short: shorter, long, assemblyMs };
      const { version: browser } = lab;
      const report = createReport(
        context,
        given,
        () => ({
          browser,
          adapter,
          model: model.id,
          runtime: model.runtime,
          chunks,
          shares,
          repeats,
        }),
        () => ({ times }),
      );
      report.add(
        wholeLines(times, {
          chunks,
          shares,
          chunkFrames,
          entryBytes: model.kvBytesPerToken,
          cachePositions: model.maxPositions,
        }),
      );
      return report.finish();
    });
  } finally {
    rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The shape of the embedded model, whose cache is float32. */
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
