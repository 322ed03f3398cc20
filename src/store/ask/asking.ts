// Asks one question at a time and keeps the conversation.

import { withSubtitles } from "../../base/subtitles/lines.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type { Cue } from "../../base/subtitles/parse.ts";
import type {
  Answer,
  ChunkChoice,
  FramesAnswer,
  ModelInfo,
  WholeAnswer,
} from "../../engine/api.ts";
import type { ModelLoader } from "../models/loading.ts";
import type { SessionContext } from "../session/context.ts";
import type { FramesTurn, Turn, WholeTurn } from "./types.ts";
import type { FramesLook } from "../video/state.ts";
import { updateWhole } from "../whole/state.ts";
import type { WholeLook } from "../whole/types.ts";
import { answerOf } from "./answer-of.ts";
import { earlierTurns, turnsSeenBy } from "./context-turns.ts";
import { givenCues } from "./given-subtitles.ts";
import { newFramesTurn, newWholeTurn } from "./new-turns.ts";
import { createTurnRunner } from "./run-turn.ts";

export interface Asker {
  /** Asks about the open video; does nothing when none is open. */
  readonly ask: (question: string, signal: AbortSignal, options?: AskedHow) => Promise<void>;
  /** Goes on with an answer; a failure leaves it as it was, and is thrown. */
  readonly goOn: (turn: Turn, signal: AbortSignal) => Promise<void>;
}

interface AskedHow {
  /** Whether the turns before are left out, whatever is chosen. */
  readonly isAlone?: boolean;
  /** Called with the turn's id as soon as it is shown. */
  readonly onTurn?: (id: number) => void;
}

export function createAsker(context: SessionContext, models: Pick<ModelLoader, "ensure">): Asker {
  const { engine, get, set } = context;
  const run = createTurnRunner(context, models);

  const show = (turn: Turn, turns: readonly Turn[]) =>
    set({ turns: turns.map((one) => (one.id === turn.id ? turn : one)) });

  const turnsBefore = ({ id }: Pick<Turn, "id">): readonly Turn[] => {
    const { turns } = get();
    const at = turns.findIndex((turn) => turn.id === id);
    return turns.slice(0, Math.max(0, at));
  };

  const seenWith = (turn: Turn, modelId: string | undefined, most: number) =>
    modelId === undefined
      ? []
      : earlierTurns(turnsBefore(turn), { fileKey: turn.fileKey, modelId }, most);
  /** Returns how many turns before are given to a model; one that goes on sees as many as before. */
  const earlierFor = (turn: Turn) => (info: ModelInfo) =>
    turn.earlier ?? seenWith(turn, info.id, turnsSeenBy(info, get())).length;

  const answerFrames = ({ video }: FramesLook, turn: FramesTurn, signal: AbortSignal) =>
    run<FramesAnswer>(turn, {
      turnOf: (now): FramesTurn => ({ ...turn, ...now, plan: answerOf(now)?.plan ?? turn.plan }),
      earlier: earlierFor(turn),
      begin: ({ question, subtitles, maxTokens, model, earlier }) =>
        engine.ask(video, withSubtitles(question, subtitles), {
          plan: turn.request,
          maxTokens,
          earlier: seenWith(turn, model?.id, earlier ?? 0),
          begun: answerOf(turn)?.ids ?? [],
          signal,
        }),
    });

  const answerWhole = ({ video }: WholeLook, turn: WholeTurn, signal: AbortSignal) => {
    const { chunks, relevance, forced } = turn.asked;
    const before = answerOf(turn);
    // An answer goes on with the chunks that it had, whatever has been read since.
    const isAlone = before !== null && hasDetailAlone(before.choice);
    const seen = before === null ? null : seenBy(before.choice);
    let choice: ChunkChoice | null = turn.choice;
    let subtitles = turn.subtitles;
    return run<WholeAnswer>(turn, {
      turnOf: (now): WholeTurn => ({
        ...turn,
        ...now,
        subtitles,
        choice: answerOf(now)?.choice ?? choice,
      }),
      earlier: earlierFor(turn),
      begin: ({ question, maxTokens, model, earlier }, refresh) =>
        engine.ask(video, question, {
          earlier: seenWith(turn, model?.id, earlier ?? 0),
          chunks,
          relevance,
          ...(seen !== null && { range: seen }),
          ...(isAlone && { onlyForced: true }),
          forced:
            before === null
              ? [...forced]
              : before.choice.chunks.map(({ isDetailed }, chunk) => [chunk, isDetailed] as const),
          maxTokens,
          begun: before?.ids ?? [],
          // An answer goes on with the lines that it had.
          subtitles: before === null ? givenCues(get()) : turn.subtitles.map(alwaysSaid),
          onSubtitles: (lines) => {
            subtitles = lines;
            refresh();
          },
          onChoice: (chosen) => {
            choice = chosen;
            refresh();
          },
          signal,
        }),
    });
  };

  return {
    ask: async (question, signal, { isAlone = false, onTurn } = {}) => {
      const { video, turns } = get();
      if (video.phase !== "open") return;
      const { look } = video;
      if (look.kind === "frames") {
        const turn = newFramesTurn(get(), video, look, question);
        set({ turns: [...turns, turn] });
        onTurn?.(turn.id);
        await answerFrames(look, isAlone ? { ...turn, earlier: 0 } : turn, signal);
      } else {
        const turn = newWholeTurn(get(), video, look, question);
        updateWhole(context, look.video.id, () => ({ shownTurn: null }));
        set({ turns: [...get().turns, turn] });
        onTurn?.(turn.id);
        await answerWhole(look, isAlone ? { ...turn, earlier: 0 } : turn, signal);
      }
    },
    goOn: async (turn, signal) => {
      const { video, turns, answerTokens } = get();
      const report = answerOf<Answer>(turn);
      if (video.phase !== "open" || report === null) return;
      const { look } = video;
      const { firstTokenMs } = report;
      const more = {
        maxTokens: report.ids.length + answerTokens,
        // The rest of a character may come with the next token.
        text: turn.text.replace(/\uFFFD$/, ""),
      };
      try {
        if (turn.kind === "frames" && look.kind === "frames") {
          const state = { phase: "streaming", firstTokenMs, before: answerOf(turn) } as const;
          const next = { ...turn, ...more, state };
          show(next, turns);
          await answerFrames(look, next, signal);
        } else if (turn.kind === "whole" && look.kind === "whole") {
          const state = { phase: "streaming", firstTokenMs, before: answerOf(turn) } as const;
          const next = { ...turn, ...more, state };
          show(next, turns);
          await answerWhole(look, next, signal);
        }
      } catch (thrown) {
        show(turn, get().turns);
        throw thrown;
      }
    },
  };
}

/** Whether an answer was given some chunks in detail, and nothing of the others. */
const hasDetailAlone = ({ chunks }: ChunkChoice): boolean =>
  chunks.some(({ isDetailed }) => isDetailed) &&
  chunks.some(({ isUnseen }) => isUnseen === true) &&
  chunks.every(({ isDetailed, isUnseen }) => isDetailed !== (isUnseen === true));

/** The times of the chunks that an answer was given; null where it was given all. */
function seenBy({ chunks }: ChunkChoice): TimeRange | null {
  if (!chunks.some(({ isUnseen }) => isUnseen === true)) return null;
  const times = chunks.flatMap(({ isUnseen, timesSec }) => (isUnseen === true ? [] : timesSec));
  return { fromSec: times[0] ?? 0, toSec: times.at(-1) ?? 0 };
}

const alwaysSaid = (text: string): Cue => ({ fromSec: -Infinity, toSec: Infinity, text });
