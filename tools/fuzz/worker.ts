// A process that runs damaged files. Before each it writes the file's kind and seed to the pipe, so that whoever watches
// knows which one it was when nothing more comes; what is wrong follows on a line of its own.

import { writeSync } from "node:fs";
import { judge } from "./judge.ts";
import { kindOf } from "./kinds.ts";
import type { FromWorker, Work } from "./messages.ts";

const PIPE = 3;
const tell = (line: FromWorker): void => void writeSync(PIPE, `${JSON.stringify(line)}\n`);

async function work({ kind: name, from, to }: Work): Promise<void> {
  const kind = kindOf(name);
  if (kind === undefined) throw new Error(`There is no kind "${name}".`);
  for (let seed = from; seed < to; seed++) {
    tell({ is: "begun", kind: name, seed });
    const what = await judge(kind, seed);
    if (what !== null) tell({ is: "wrong", kind: name, seed, what });
  }
  tell({ is: "done" });
}

// The libraries' warnings about damaged files are of no use here.
console.warn = console.error = console.info = () => undefined;
process.on("unhandledRejection", (thrown) => {
  tell({ is: "wrong", kind: "", seed: NaN, what: `Nobody heard: ${String(thrown)}` });
});
process.on("message", (message) => void work(message as Work));
tell({ is: "done" });
