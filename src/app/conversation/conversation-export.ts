// A conversation as a file: Markdown for people, JSON for programs, CSV for tables. All say of each question what the model was given.

import { lookedWords } from "../../base/sampling.ts";
import { columnName } from "../../store/compare/columns.ts";
import { modelName } from "../../store/models/selectors.ts";
import type { Turn } from "../../store/ask/types.ts";
import { adapterName } from "../values/adapter-name.ts";
import { toCsv, type CsvCell } from "../../base/csv.ts";
import {
  aboutRecord,
  aboutWords,
  exportName,
  madeWith,
  type Surroundings,
} from "../values/export-about.ts";
import { formatClock, formatCount, formatSeconds } from "../values/format.ts";
import { plainLine } from "../values/plain-line.ts";
import { VERSION } from "../values/version.ts";
import { turnMoments } from "./turn-moments.ts";
import { turnRecord } from "./turn-record.ts";

const quoted = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");

function answerWords({ state, text }: Turn): string {
  if (state.phase === "failed") return `> *Not answered: ${plainLine(state.error.message)}*`;
  const said = text.trim() === "" ? "> *No answer.*" : quoted(text);
  return state.phase === "stopped" ? `${said}\n>\n> *Stopped.*` : said;
}

/** "32 frames, evenly, …; Cover 25 %, 288 of 1 152 tokens". */
function givenWords(turn: Turn): string {
  if (turn.kind === "whole") {
    const { chunkCount, readSec, durationSec } = turn;
    const part =
      readSec === null ? "" : ` (the first ${formatClock(readSec)} of ${formatClock(durationSec)})`;
    return `${chunkCount} ${chunkCount === 1 ? "chunk" : "chunks"} read${part}`;
  }
  const { plan, looked, request } = turn;
  const tokens =
    plan === null ? "" : `, ${formatCount(plan.kept)} of ${formatCount(plan.total)} tokens`;
  return `${lookedWords(looked)}; ${columnName(request)}${tokens}`;
}

/** The facts under an answer, by name; null for what there is none of. */
function factsOf(turn: Turn, surroundings: Surroundings): [string, string | null][] {
  const { model, videoName, known } = turn;
  const { precision } = aboutRecord(
    model === null ? surroundings : madeWith(model.id, surroundings),
  );
  const { firstTokenMs, isRight } = turnRecord(turn, surroundings);
  const verdict = isRight === null ? "" : isRight ? " (the answer is right)" : " (it is wrong)";
  return [
    ["Video", plainLine(videoName)],
    [
      "Model",
      model && `${plainLine(modelName(model.id))}${precision === null ? "" : `, ${precision}`}`,
    ],
    ["Looked at", givenWords(turn)],
    [
      turn.kind === "whole" ? "Based on" : "Stands out",
      turnMoments(turn)
        .map(({ timeSec }) => formatClock(timeSec))
        .join(", ") || null,
    ],
    ["Right answer", known && `${plainLine(known)}${verdict}`],
    ["First token after", firstTokenMs === null ? null : formatSeconds(firstTokenMs)],
  ];
}

export function conversationMarkdown(turns: readonly Turn[], surroundings: Surroundings): string {
  const parts = turns.map((turn) => {
    const facts = factsOf(turn, surroundings).flatMap(([name, fact]) =>
      fact === null ? [] : [`- ${name}: ${fact}`],
    );
    return [`## ${plainLine(turn.question)}`, answerWords(turn), facts.join("\n")].join("\n\n");
  });
  // Each answer names its own model.
  const about = aboutWords({ ...surroundings, model: null });
  return ["# Questions about a video", ...parts, `---\n\n${about}`].join("\n\n") + "\n";
}

export function conversationJson(turns: readonly Turn[], surroundings: Surroundings): string {
  const { adapter, savedAt } = surroundings;
  const document = {
    kind: "framewise-conversation",
    version: 1,
    framewise: VERSION,
    savedAt: savedAt.toISOString(),
    adapter: adapter && { name: adapterName(adapter), ...adapter },
    turns: turns.map((turn) => turnRecord(turn, surroundings)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** One row a question, with all that is said of it in the JSON; what an answer about frames alone has is empty for others. */
export function conversationCsv(turns: readonly Turn[], surroundings: Surroundings): string {
  const rows = turns.map((turn) => {
    const { model, moments, closest, ...record } = turnRecord(turn, surroundings);
    const about = model === null ? { ...surroundings, model } : madeWith(model.id, surroundings);
    return {
      ...record,
      moments: moments.map(({ timeSec }) => timeSec).join(" "),
      closestSaid: closest?.said ?? null,
      closestOther: closest?.other ?? null,
      closestRatio: closest?.ratio ?? null,
      ...aboutRecord(about),
    } satisfies Record<string, unknown>;
  });
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cellOf = (value: unknown): CsvCell =>
    value === undefined || value === null
      ? null
      : typeof value === "object"
        ? JSON.stringify(value)
        : (value as CsvCell);
  return toCsv(
    keys.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    rows.map((row) => keys.map((key) => cellOf((row as Record<string, unknown>)[key]))),
  );
}

/** "my-clip_questions.md", for the video of the last question. */
export const conversationFileName = (turns: readonly Turn[], extension: "md" | "json" | "csv") =>
  exportName(turns.at(-1)?.videoName ?? "", ["questions"], extension);
