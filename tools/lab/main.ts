// The lab: the engine without the page, in a headless Chrome, for scripts and for people who measure.
// Standard output holds the result and nothing else; progress and errors go to standard error.

import { toPlainError } from "../../src/base/errors.ts";
import { bench } from "../bench/command.ts";
import { ask } from "./ask.ts";
import type { Lab } from "./browser.ts";
import { evaluate } from "./eval/command.ts";
import { score } from "./score.ts";
import { UsageError } from "./usage.ts";
import type { Verb } from "./verb.ts";

const VERBS: Readonly<Record<string, Verb>> = { ask, score, eval: evaluate, bench };

const USAGE = `Usage: npm run -s lab -- VERB [options]

${Object.entries(VERBS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`)
  .join("\n")}

lab VERB --help says more. Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

const open = new Set<Lab>();
/** On Ctrl-C the browser goes first, and what then fails is no news. */
let isStopping = false;
let isFailed = false;

async function main(args: readonly string[]): Promise<string> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") return USAGE;
  if (name === undefined) throw new UsageError(`A verb is missing: one of ${verbNames()}.`);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) throw new UsageError(`"${name}" is no verb of the lab: ${verbNames()}.`);
  if (rest.includes("--help") || rest.includes("-h")) return verb.help;
  return verb.run(rest, {
    note: (text) => process.stderr.write(`${text}\n`),
    track: (lab) => {
      open.add(lab);
      return lab;
    },
    markFailed: () => {
      isFailed = true;
    },
  });
}

const verbNames = (): string => Object.keys(VERBS).join(", ");

/** Writes and leaves: a timer or a socket that is still open must not keep the process. */
function leave(code: number, text: string, stream: NodeJS.WriteStream = process.stderr): void {
  stream.write(text, () => process.exit(code));
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => {
    isStopping = true;
    const closed = Promise.all([...open].map((lab) => lab.close()));
    // A browser that does not answer is not waited for.
    void Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 3000))]).then(() =>
      leave(code, "Stopped.\n"),
    );
  });
}

main(process.argv.slice(2)).then(
  (text) => leave(isFailed ? 1 : 0, text, process.stdout),
  (thrown: unknown) => {
    if (isStopping) return;
    if (thrown instanceof UsageError) {
      leave(2, `error: ${thrown.message} See lab --help.\n`);
      return;
    }
    const { message, hint } = toPlainError(thrown);
    leave(1, `error: ${[message, hint].filter((part) => part !== "").join(" ")}\n`);
  },
);
