// The options that several commands of the lab share, with their lines of help.

import { EMBEDDED_MODEL } from "./model.ts";
import { flag, number, or, text, whole, word } from "./options.ts";

/** The options of every command. */
export const COMMON = { timeout: or(number({ low: 1, high: 86_400 }), 600), json: flag };

export const COMMON_HELP = `  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print one JSON document
  --help                 print this
`;

export const RUNTIME = { runtime: or(word(["fastest", "webgpu", "wasm"]), "fastest") };

/** The options of commands that load a model. */
export const MODEL = { model: or(text, EMBEDDED_MODEL), ...RUNTIME };

export const MODEL_HELP = `  --model ID|DIR         a model of this project or a model folder (default ${EMBEDDED_MODEL})
  --runtime R            where the model's graphs run: webgpu, wasm (on the processor), or fastest, which measures both
                         beforehand (default fastest)
`;

/** The options of suites, which run many clips in several browsers. */
export const SUITE = {
  ...MODEL,
  jobs: or(number(whole(1, 16)), 1),
  out: text,
  report: text,
  ...COMMON,
};

export const SUITE_HELP = `${MODEL_HELP}  --jobs N               browsers side by side, 1 to 16 (default 1)
  --out FILE             append each result; a stopped run goes on from there, and arms can be added
  --report FILE          write the tables as Markdown
${COMMON_HELP}`;
