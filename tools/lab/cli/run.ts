// Runs the verb that a command line names.

import { UsageError } from "./options.ts";
import type { Verb, VerbContext } from "./verb.ts";

/** Each is loaded when it is asked for: all of them take longer to load than to refuse wrong usage. */
const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  ask: async () => (await import("./ask.ts")).ask,
  score: async () => (await import("./score.ts")).score,
  eval: async () => (await import("./eval.ts")).evaluate,
  bench: async () => (await import("../bench/command.ts")).bench,
};

async function usage(): Promise<string> {
  const lines = Object.entries(VERBS).map(
    async ([name, load]) => `  ${name.padEnd(8)}${(await load()).summary}`,
  );
  return `Usage: npm run -s lab -- VERB [options]

${(await Promise.all(lines)).join("\n")}

lab VERB --help says more. Exit codes: 0 done, 1 failed, 2 wrong usage.
`;
}

/** Returns the text for standard output. @throws UsageError, AppError. */
export async function runLab(args: readonly string[], context: VerbContext): Promise<string> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") return usage();
  if (name === undefined) throw new UsageError(`A verb is missing: one of ${verbNames()}.`);
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (load === undefined)
    throw new UsageError(`"${name}" is not a verb of the lab: ${verbNames()}.`);
  const verb = await load();
  if (rest.includes("--help") || rest.includes("-h")) return verb.help;
  return verb.run(rest, context);
}

const verbNames = (): string => Object.keys(VERBS).join(", ");
