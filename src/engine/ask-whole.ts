// Answers a question about a memory, with the chunks that the question needs in detail.

import { drain } from "../base/stream.ts";
import { isForgotten } from "../memory/forget.ts";
import { answerWhole } from "../pipeline/answer-whole.ts";
import { isSeen, type RankedChoice } from "../pipeline/recall-chunks.ts";
import type { AskWholeOptions, ChunkChoice, WholeAnswer } from "./api.ts";
import { answerOptions, reported, type Asked } from "./asked.ts";
import { attachedMemory, type HeldWhole } from "./held-whole.ts";
import type { ReadyBench } from "./turn.ts";

/** What is said of every forgotten chunk: one object, which crosses to the page once, because of hours there are thousands. */
const NOT_THERE: ChunkChoice["chunks"][number] = {
  timesSec: [],
  isDetailed: false,
  relevance: 0,
  frames: [],
};

export async function askWhole(
  turn: ReadyBench,
  video: HeldWhole,
  question: string,
  options: AskWholeOptions,
  asked: Asked,
): Promise<WholeAnswer> {
  const memory = await attachedMemory(video, turn);
  const { records } = memory;
  const describe = (choice: RankedChoice): ChunkChoice => {
    let seen = 0;
    const chunks = records.slice(0, choice.isDetailed.length).map((record, i) =>
      isForgotten(record)
        ? NOT_THERE
        : {
            timesSec: record.timesSec,
            isDetailed: choice.isDetailed[i] === true,
            ...(!isSeen(choice, i) && { isUnseen: true as const }),
            relevance: choice.relevance[i] ?? 0,
            frames: choice.frames.slice(seen, (seen += record.timesSec.length)),
          },
    );
    const { entries, named } = choice;
    return { chunks, entries, ...(named !== undefined && { named }) };
  };
  const { chunks, entries, relevance, focus, forced, onlyForced, earlier, range, ...told } =
    options;
  const { subtitles, onSubtitles, onChoice } = told;
  const pieces = answerWhole(turn, video.reading, question, {
    ...answerOptions(options, asked, turn.model.config.text),
    earlier,
    chunks,
    entries,
    relevance,
    focus,
    forced: new Map(forced ?? []),
    onlyForced,
    range,
    isGoingOn: video.catchUp !== null,
    subtitles,
    onSubtitles,
    onChoice: (choice) => onChoice?.(describe(choice)),
  });
  const answered = await drain(pieces, asked.onPiece);
  const choice = describe(answered);
  const { turnsSeen, textReused } = answered;
  const seen = records.slice(0, choice.chunks.length);
  return {
    kind: "whole",
    ...reported(answered, asked),
    tokens: {
      total: seen.reduce((sum, { tokens }) => sum + tokens, 0),
      kept: choice.entries,
      prompt: answered.promptTokens,
    },
    choice,
    turnsSeen,
    textReused,
  };
}
