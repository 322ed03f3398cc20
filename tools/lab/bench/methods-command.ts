// npm run bench -- methods: what choosing tokens costs by each method of the catalogue, as a ratio to VidCom²'s cost, and
// what two questions then cost in time and one in memory, as a ratio to their cost with all tokens.

import { must } from "../../../src/base/assert.ts";
import type { PlanRequest } from "../../../src/engine/api.ts";
import {
  ALL_TOKENS,
  isInside,
  METHOD_CHOICES,
  METHODS,
  type MethodChoice,
} from "../../../src/engine/catalogue.ts";
import type { Lab } from "../browser/lab.ts";
import { chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole, wordList } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import type { MethodMemory } from "../page/bench-method-memory.ts";
import type { MethodTimes } from "../page/bench-methods.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";
import { REAL_DIMS } from "./measure.ts";
import { benchOptions, createReport } from "./report.ts";

export const METHODS_HELP = `With methods:
  --methods LIST      as in METHODS.md; VidCom² is always among them (default all; on a software GPU DivPrune, FLoC and LLaVA-Scissor take minutes)
  --retention R       (default 0.25); a method that cannot keep so few is left out
  --frames N          frames that the questions are asked about (default 8)
  --only LIST         of choosing, questions, memory (default all)
  --repeats N         medians of N rounds, at least 5, all methods in turn (default 5)
`;

const VIDCOM2 = "vidcom2:framewise";

/** The methods that choose tokens before the language model. */
const BEFORE = METHOD_CHOICES.filter(({ method }) => !isInside(method));

const PARTS = ["choosing", "questions", "memory"] as const;

const OPTIONS = {
  methods: wordList(
    "methods",
    METHOD_CHOICES.map(({ id }) => id),
  ),
  only: wordList("only", PARTS),
  frames: or(number(whole(1, 48)), 8),
  retention: or(number({ low: 0, high: 1, isLowOut: true }), 0.25),
  repeats: or(number(whole(5, 1000)), 5),
  ...benchOptions("bench-methods.json"),
};

/** What Cover may cost, to VidCom². */
const COVER_WANTED = 5;

export async function runMethods(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench methods", args, OPTIONS);
  const { methods, only, retention, repeats, frames, timeout: quietSec } = given;
  const chosen = chooseModel(EMBEDDED_MODEL);
  return withModel(context, { chosen, quietSec }, async ({ lab, adapter, url }) => {
    const { version: browser } = lab;
    const report = createReport(context, given, () => ({ browser, adapter, retention, repeats }));
    const isAsked = ({ id }: MethodChoice): boolean => id === VIDCOM2 || methods.includes(id);
    if (only.includes("choosing")) {
      const choices = BEFORE.filter(isAsked);
      report.add(await choosingLines(lab, choices, { retention, repeats }));
    }
    if (only.includes("questions")) {
      const choices = METHOD_CHOICES.filter(isAsked);
      report.add(await questionLines(lab, choices, { retention, repeats, frames }));
    }
    if (only.includes("memory")) {
      const ask = (request: PlanRequest): Promise<MethodMemory | null> =>
        lab.call("benchMethodMemory", {
          id: chosen.id,
          url,
          video: { kind: "drawn", frames },
          request,
        });
      report.add(await memoryLines(ask, METHOD_CHOICES.filter(isAsked), retention));
    }
    return report.finish();
  });
}

interface Rounds {
  readonly retention: number;
  readonly repeats: number;
}

async function choosingLines(
  lab: Lab,
  asked: readonly MethodChoice[],
  { retention, repeats }: Rounds,
): Promise<BenchLine[]> {
  const choices = asked.toSorted(
    (one, other) => Number(other.id === VIDCOM2) - Number(one.id === VIDCOM2),
  );
  const { gpuMs } = await lab.call("benchSelection", {
    dims: REAL_DIMS,
    requests: choices.map((choice) => requestOf(choice, retention)),
    repeats,
    hasTwin: false,
  });
  const base = median(gpuMs[0] ?? []);
  return choices.flatMap(({ name, method }, i): BenchLine[] => {
    const times = gpuMs[i] ?? [];
    if (times.length === 0) return [];
    const ms = median(times);
    const detail = `${ms.toFixed(1)} ms to ${base.toFixed(1)} ms, ${REAL_DIMS.join("×")} at ${100 * retention} %`;
    const wanted = METHODS[method] === METHODS.cover ? COVER_WANTED : null;
    return [line(`Choosing tokens by ${name}, to VidCom²`, ms / base, wanted, "ratio", detail)];
  });
}

async function questionLines(
  lab: Lab,
  choices: readonly MethodChoice[],
  { retention, repeats, frames }: Rounds & { readonly frames: number },
): Promise<BenchLine[]> {
  const requests = choices.map((choice) => requestOf(choice, retention));
  const times = await lab.call("benchMethods", {
    frames,
    requests: [ALL_TOKENS, ...requests],
    repeats,
  });
  const [all, ...others] = times;
  return choices.flatMap(({ name }, i): BenchLine[] => {
    const own = others[i];
    if (!own || !all) return [];
    const ratio = (of: (one: MethodTimes) => readonly number[]): number =>
      median(of(own)) / median(of(all));
    const first = ratio(({ firstMs }) => firstMs);
    const parts = [
      `prefill ${ratio(({ prefillMs }) => prefillMs).toFixed(3)}`,
      `second question ${(median(own.secondMs) / median(all.firstMs)).toFixed(3)} (with all tokens ${(median(all.secondMs) / median(all.firstMs)).toFixed(3)})`,
      `KV bytes ${(own.kvBytes / all.kvBytes).toFixed(3)}`,
      `${own.kept} of ${all.kept} tokens`,
    ];
    return [
      line(`First token with ${name}, to all tokens`, first, null, "ratio", parts.join("; ")),
    ];
  });
}

async function memoryLines(
  ask: (request: PlanRequest) => Promise<MethodMemory | null>,
  choices: readonly MethodChoice[],
  retention: number,
): Promise<BenchLine[]> {
  const all = must(await ask(ALL_TOKENS), "all tokens");
  const lines: BenchLine[] = [];
  for (const choice of choices) {
    const own = await ask(requestOf(choice, retention));
    if (own === null) continue;
    const name = `GPU memory's peak with ${choice.name}, to all tokens`;
    const detail = `${megabytes(own.peakBytes, 1)} to ${megabytes(all.peakBytes, 1)}; ${megabytes(all.encodedBytes, 1)} before the question`;
    lines.push(line(name, own.peakBytes / all.peakBytes, null, "ratio", detail));
  }
  return lines;
}

const requestOf = ({ method, variant }: MethodChoice, retention: number): PlanRequest => ({
  method,
  retention,
  ...(variant !== null && { variant }),
});
