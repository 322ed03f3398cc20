// npm run bench -- methods: what choosing tokens costs by each method of the catalogue, as a ratio to VidCom²'s cost.

import {
  isInside,
  METHOD_CHOICES,
  METHODS,
  type MethodChoice,
} from "../../../src/engine/catalogue.ts";
import { chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole, wordList } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import { median } from "../suites/core/stats.ts";
import { type BenchLine, line } from "./lines.ts";
import { REAL_DIMS } from "./measure.ts";
import { benchOptions, createReport } from "./report.ts";

export const METHODS_HELP = `With methods:
  --methods LIST      as in METHODS.md; VidCom² is always among them (default all; on a software GPU DivPrune, FLoC and LLaVA-Scissor take minutes)
  --retention R       (default 0.25)
  --repeats N         medians of N rounds, at least 5, all methods in turn (default 5)
`;

const VIDCOM2 = "vidcom2:framewise";

/** DyCoke's first stage cannot keep fewer than about 28 %. */
const DYCOKE_LEAST = 0.3;

/** The methods that choose tokens before the language model. */
const BEFORE = METHOD_CHOICES.filter(({ method }) => !isInside(method));

const OPTIONS = {
  methods: wordList(
    "methods",
    BEFORE.map(({ id }) => id),
  ),
  retention: or(number({ low: 0, high: 1, isLowOut: true }), 0.25),
  repeats: or(number(whole(5, 1000)), 5),
  ...benchOptions("bench-methods.json"),
};

/** What Cover may cost, to VidCom². */
const COVER_WANTED = 5;

export async function runMethods(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench methods", args, OPTIONS);
  const { methods, retention, repeats, timeout: quietSec } = given;
  const chosen = chooseModel(EMBEDDED_MODEL);
  return withModel(context, { chosen, quietSec }, async ({ lab, adapter }) => {
    const isAsked = ({ id }: MethodChoice): boolean =>
      methods.includes(id) && (id !== "dycoke" || retention >= DYCOKE_LEAST);
    const choices = [
      ...METHOD_CHOICES.filter(({ id }) => id === VIDCOM2),
      ...BEFORE.filter((choice) => choice.id !== VIDCOM2 && isAsked(choice)),
    ];
    const { gpuMs } = await lab.call("benchSelection", {
      dims: REAL_DIMS,
      requests: choices.map(({ method, variant }) => ({
        method,
        retention,
        ...(variant !== null && { variant }),
      })),
      repeats,
      hasTwin: false,
    });
    const medians = gpuMs.map(median);
    const [base = 1] = medians;
    const lines = choices.map(({ name, method }, i): BenchLine => {
      const ms = medians[i] ?? 0;
      const detail = `${ms.toFixed(1)} ms to ${base.toFixed(1)} ms, ${REAL_DIMS.join("×")} at ${100 * retention} %`;
      const wanted = METHODS[method] === METHODS.cover ? COVER_WANTED : null;
      return line(`Choosing tokens by ${name}, to VidCom²`, ms / base, wanted, "ratio", detail);
    });
    const { version: browser } = lab;
    const report = createReport(context, given, () => ({ browser, adapter, retention, repeats }));
    report.add(lines);
    return report.finish();
  });
}
