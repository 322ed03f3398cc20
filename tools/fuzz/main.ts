// npm run fuzz -- --minutes 30 [--seed N] [--only KIND]

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";
import { KINDS } from "./kinds.ts";

const NAMES = KINDS.map(({ name }) => name);
const USAGE = `Reads damaged files as the page does, and reports each that crashes, hangs, takes too much memory, or fails in other
than a sentence for people.

  npm run fuzz -- [options]

  --minutes N   how long (default 1)
  --inputs N    how many files at most (default: as many as the time allows)
  --seed N      the first seed of each kind (default: drawn from the clock)
  --only KIND   ${NAMES.join(" | ")}
  --workers N   processes (default: one for each core)

A finding names its kind and seed. To see it again: npm run fuzz -- --only KIND --seed N --inputs 1
`;

class UsageError extends Error {}

function whole(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UsageError(`--${option} is "${text}", wanted a whole number.`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      inputs: { type: "string" },
      seed: { type: "string" },
      only: { type: "string" },
      workers: { type: "string", default: String(availableParallelism()) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { only } = values;
  if (only !== undefined && !NAMES.includes(only)) {
    throw new UsageError(`--only is "${only}", wanted one of ${NAMES.join(", ")}.`);
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new UsageError(`--minutes is "${values.minutes}", wanted a number.`);
  const most = values.inputs === undefined ? Infinity : whole(values.inputs, "inputs");
  const seed = values.seed === undefined ? Date.now() : whole(values.seed, "seed");
  const endMs = performance.now() + 60_000 * minutes;
  console.log(`Seeds begin at ${seed}.`);
  let shown = 0;
  const { inputs, findings } = await fuzz({
    kinds: only === undefined ? NAMES : [only],
    seed,
    workers: whole(values.workers, "workers"),
    batch: Math.min(50, most),
    goOn: (count) => {
      if (count >= shown + 10_000) console.log(`${(shown = count)} files`);
      return count < most && performance.now() < endMs;
    },
    onFinding: ({ kind, seed: found, what }) => console.log(`\n${kind} ${found}: ${what}`),
  });
  console.log(`\n${inputs} files, ${findings.length} findings.`);
  return findings.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  if (thrown instanceof UsageError) console.error(USAGE);
  process.exitCode = 2;
}
