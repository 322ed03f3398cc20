// Asks one question at a time and keeps the conversation. Pieces of text reach the state once an animation frame.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
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
import { newId } from "../new-id.ts";
import { requestNow } from "../plan/left-out.ts";
import type { SessionContext } from "../session/context.ts";
import type { FramesTurn, Turn, TurnOf, TurnState, WholeTurn } from "./types.ts";
import type { FramesLook, OpenVideo } from "../video/state.ts";
import { readUntilSec } from "../whole/selectors.ts";
import { updateWhole } from "../whole/state.ts";
import type { WholeLook } from "../whole/types.ts";
import { answerOf } from "./answer-of.ts";
import { earlierTurns, turnsSeenBy } from "./context-turns.ts";
import { givenCues, givenLines, readsSubtitles } from "./given-subtitles.ts";
import { isDrawnWorldOnly, knownIn } from "./judge.ts";
import { createTextBuffer } from "./text-buffer.ts";

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

/** What is asked of the engine for one turn. `refresh` shows what `turnOf` makes again. */
interface Asking<A extends Answer> {
  readonly turnOf: (now: TurnOf<A>) => Turn;
  /** Returns how many turns before are given to a model. */
  readonly earlier: (info: ModelInfo) => number;
  readonly begin: (now: TurnOf<A>, refresh: () => void) => AsyncGenerator<string, A>;
}

export function createAsker(
  context: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Asker {
  const { engine, env, get, set } = context;

  /** Runs a turn that is shown to the end of its answer. A failure of one that goes on is thrown, and leaves it to the caller. */
  const run = async <A extends Answer>(from: TurnOf<A>, { turnOf, earlier, begin }: Asking<A>) => {
    const askedAtMs = env.now();
    const before = answerOf(from);
    let now = from;
    const update = (change: Partial<TurnOf<A>>) => {
      // The reader may have said meanwhile what is right.
      const { known } = get().turns.find(({ id }) => id === now.id) ?? now;
      now = { ...now, known, ...change };
      const turn = turnOf(now);
      set({ turns: get().turns.map((one) => (one.id === turn.id ? turn : one)) });
    };
    const buffer = createTextBuffer(env.nextFrame, (pieces) =>
      update({
        text: now.text + pieces.join(""),
        pieces: now.pieces + pieces.length,
        lastPieceMs: env.now() - askedAtMs,
      }),
    );
    const finish = (state: TurnState<A>, text?: string) => {
      buffer.flush();
      update({ state, ...(text !== undefined && { text }) });
    };
    try {
      const info = await ensure();
      update({
        model: { id: info.id, isTrained: isDrawnWorldOnly(info) },
        earlier: earlier(info),
        subtitles: readsSubtitles(info) ? now.subtitles : [],
      });
      const report = await drain(
        begin(now, () => update({})),
        (piece) => {
          if (now.state.phase === "waiting") {
            const firstTokenMs = env.now() - askedAtMs;
            update({ state: { phase: "streaming", firstTokenMs, before } });
          }
          buffer.push(piece);
        },
      );
      const whole = before === null ? report : joined(before, report);
      finish({ phase: report.stop === "stopped" ? "stopped" : "done", report: whole }, report.text);
    } catch (thrown) {
      if (isAbort(thrown)) finish({ phase: "stopped", report: before });
      else if (before === null) finish({ phase: "failed", error: toPlainError(thrown) });
      else throw thrown;
    }
  };

  /** A turn before anything has come back; it is shown at once. */
  const begun = <A extends Answer>(question: string, { file }: OpenVideo): TurnOf<A> => ({
    id: newId(),
    question,
    subtitles: [],
    earlier: null,
    maxTokens: get().answerTokens,
    text: "",
    pieces: 0,
    lastPieceMs: 0,
    state: { phase: "waiting" },
    fileKey: file.key,
    videoName: file.name,
    isSample: file.sample !== null,
    model: null,
    known: null,
  });

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
          // An answer goes on with the chunks that it had, whatever has been read since.
          ...(seen !== null && { range: seen }),
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

  const newFramesTurn = (open: OpenVideo, look: FramesLook, question: string): FramesTurn => {
    const { plan } = get();
    return {
      ...begun(question, open),
      kind: "frames",
      subtitles: givenLines(get()),
      request: requestNow(get()),
      frames: look.video.timesSec.length,
      looking: look.looking,
      looked: look.video.looked,
      plan: plan.phase === "ready" ? plan.shown : null,
    };
  };

  const newWholeTurn = (open: OpenVideo, whole: WholeLook, question: string): WholeTurn => {
    const { chunks, relevance } = get().wholeChoices;
    const { forced, video, chunks: read } = whole;
    return {
      ...begun(question, open),
      kind: "whole",
      asked: { chunks, relevance, forced },
      videoId: video.id,
      chunkCount: read.length,
      readSec: read.length < video.chunkCount ? readUntilSec(whole) : null,
      durationSec: video.facts.durationSec,
      choice: null,
    };
  };

  const withKnown = <T extends Turn>({ file }: OpenVideo, turn: T): T => ({
    ...turn,
    known: knownIn(get().turns, file, turn),
  });

  return {
    ask: async (question, signal, { isAlone = false, onTurn } = {}) => {
      const { video, turns } = get();
      if (video.phase !== "open") return;
      const { look } = video;
      if (look.kind === "frames") {
        const turn = withKnown(video, newFramesTurn(video, look, question));
        set({ turns: [...turns, turn] });
        onTurn?.(turn.id);
        await answerFrames(look, isAlone ? { ...turn, earlier: 0 } : turn, signal);
      } else {
        const turn = withKnown(video, newWholeTurn(video, look, question));
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

/** The times of the chunks that an answer was given; null where it was given all. */
function seenBy({ chunks }: ChunkChoice): TimeRange | null {
  if (!chunks.some(({ isUnseen }) => isUnseen === true)) return null;
  const times = chunks.flatMap(({ isUnseen, timesSec }) => (isUnseen === true ? [] : timesSec));
  return { fromSec: times[0] ?? 0, toSec: times.at(-1) ?? 0 };
}

const alwaysSaid = (text: string): Cue => ({ fromSec: -Infinity, toSec: Infinity, text });

/** The report of an answer that went on: its times are those of both parts, and its beginning that of the first. */
const joined = <A extends Answer>(before: A, after: A): A => ({
  ...after,
  closest: before.closest,
  firstTokenMs: before.firstTokenMs,
  prefillMs: before.prefillMs,
  steps: before.steps + after.steps,
  stepMs: before.stepMs + after.stepMs,
  totalMs: before.totalMs + after.totalMs,
  spans: before.spans,
});
