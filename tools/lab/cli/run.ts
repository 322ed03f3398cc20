// Runs the verb that a command line names.

import { bench } from "../bench/command.ts";
import { ask } from "./ask.ts";
import { evaluate } from "./eval.ts";
import { UsageError } from "./options.ts";
import { score } from "./score.ts";
import type { Verb, VerbContext } from "./verb.ts";

const VERBS: Readonly<Record<string, Verb>> = { ask, score, eval: evaluate, bench };

const USAGE = `Usage: npm run -s lab -- VERB [options]

${Object.entries(VERBS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`)
  .join("\n")}

lab VERB --help says more. Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

/** Returns the text for standard output. @throws UsageError, AppError. */
export async function runLab(args: readonly string[], context: VerbContext): Promise<string> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") return USAGE;
  if (name === undefined) throw new UsageError(`A verb is missing: one of ${verbNames()}.`);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined)
    throw new UsageError(`"${name}" is not a verb of the lab: ${verbNames()}.`);
  if (rest.includes("--help") || rest.includes("-h")) return verb.help;
  return verb.run(rest, context);
}

const verbNames = (): string => Object.keys(VERBS).join(", ");
