// The lab: the engine without the page, in a headless Chrome, for scripts and for people who measure. Standard output
// contains only the result; progress and errors go to standard error.

import { toPlainError } from "../../src/base/errors.ts";
import type { Lab } from "./browser/lab.ts";
import { UsageError } from "./cli/options.ts";
import { runLab } from "./cli/run.ts";
import type { VerbContext } from "./cli/verb.ts";

const open = new Set<Lab>();
/** After Ctrl-C the browser is closed, and errors that follow from that are not reported. */
let isStopping = false;
let isFailed = false;

/** Writes and exits: an open timer or socket must not keep the process alive. */
function leave(code: number, text: string, stream: NodeJS.WriteStream = process.stderr): void {
  stream.write(text, () => process.exit(code));
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => {
    if (isStopping) return; // a terminal's Ctrl-C can arrive twice, through npm and directly
    isStopping = true;
    const closed = Promise.all([...open].map((lab) => lab.close()));
    // A browser that does not answer is given three seconds.
    void Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 3000))]).then(() =>
      leave(code, "Stopped.\n"),
    );
  });
}

const context: VerbContext = {
  note: (text) => process.stderr.write(`${text}\n`),
  track: (lab) => {
    open.add(lab);
    return lab;
  },
  markFailed: () => {
    isFailed = true;
  },
};

runLab(process.argv.slice(2), context).then(
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
