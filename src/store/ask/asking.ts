// Asks one question at a time and keeps the conversation. Pieces of text reach the state once an animation frame.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { Answer, ChunkChoice, FramesAnswer, WholeAnswer } from "../../engine/api.ts";
import type { ModelLoader } from "../models/loading.ts";
import { newId } from "../new-id.ts";
import { planRequestOf } from "../plan/plan-request.ts";
import type { SessionContext } from "../session/context.ts";
import type { FramesTurn, Turn, TurnOf, TurnState, WholeTurn } from "../types.ts";
import type { FramesLook, OpenVideo } from "../video/state.ts";
import { readUntilSec } from "../whole/selectors.ts";
import { updateWhole } from "../whole/state.ts";
import type { WholeLook } from "../whole/types.ts";
import { answerOf } from "./answer-of.ts";
import { isDrawnWorldOnly, knownIn } from "./judge.ts";
import { createTextBuffer } from "./text-buffer.ts";

export interface Asker {
  /** Asks about the open video; does nothing when none is open. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<void>;
}

/** One question before anything has come back. `refresh` shows what `turnOf` makes again. */
interface Asking<A extends Answer> {
  readonly turnOf: (now: TurnOf<A>) => Turn;
  readonly begin: (refresh: () => void) => AsyncGenerator<string, A>;
}

export function createAsker(
  context: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Asker {
  const { engine, env, get, set } = context;

  /** Runs a question to the end of its answer. */
  const run = async <A extends Answer>(
    question: string,
    { file }: OpenVideo,
    { turnOf, begin }: Asking<A>,
  ) => {
    const askedAtMs = env.now();
    const { answerTokens: maxTokens } = get();
    let now: TurnOf<A> = {
      id: newId(),
      question,
      maxTokens,
      text: "",
      pieces: 0,
      lastPieceMs: 0,
      state: { phase: "waiting" },
      fileKey: file.key,
      videoName: file.name,
      isSample: file.sample !== null,
      model: null,
      known: null,
    };
    now = { ...now, known: knownIn(get().turns, file, turnOf(now)) };
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
    set({ turns: [...get().turns, turnOf(now)] });
    try {
      const info = await ensure();
      update({ model: { id: info.id, isTrained: isDrawnWorldOnly(info) } });
      const report = await drain(
        begin(() => update({})),
        (piece) => {
          if (now.state.phase === "waiting")
            update({ state: { phase: "streaming", firstTokenMs: env.now() - askedAtMs } });
          buffer.push(piece);
        },
      );
      finish({ phase: report.stop === "stopped" ? "stopped" : "done", report }, report.text);
    } catch (thrown) {
      finish(
        isAbort(thrown)
          ? { phase: "stopped", report: null }
          : { phase: "failed", error: toPlainError(thrown) },
      );
    }
  };

  const askFrames = (
    open: OpenVideo,
    { video, looking }: FramesLook,
    question: string,
    signal: AbortSignal,
  ) => {
    const { choices, plan, answerTokens: maxTokens } = get();
    const request = planRequestOf(choices);
    const shown = plan.phase === "ready" ? plan.shown : null;
    return run<FramesAnswer>(question, open, {
      turnOf: (now): FramesTurn => ({
        ...now,
        kind: "frames",
        request,
        frames: video.timesSec.length,
        looking,
        looked: video.looked,
        plan: answerOf(now)?.plan ?? shown,
      }),
      begin: () => engine.ask(video, question, { plan: request, maxTokens, signal }),
    });
  };

  const askWhole = (open: OpenVideo, whole: WholeLook, question: string, signal: AbortSignal) => {
    const { wholeChoices, answerTokens: maxTokens } = get();
    const { chunks, relevance } = wholeChoices;
    const { forced, video, chunks: read } = whole;
    const readSec = read.length < video.chunkCount ? readUntilSec(whole) : null;
    const asked = { chunks, relevance, forced };
    let choice: ChunkChoice | null = null;
    updateWhole(context, video.id, () => ({ shownTurn: null }));
    return run<WholeAnswer>(question, open, {
      turnOf: (now): WholeTurn => ({
        ...now,
        kind: "whole",
        asked,
        videoId: video.id,
        chunkCount: read.length,
        readSec,
        durationSec: video.facts.durationSec,
        choice: answerOf(now)?.choice ?? choice,
      }),
      begin: (refresh) =>
        engine.ask(video, question, {
          ...asked,
          forced: [...forced],
          maxTokens,
          onChoice: (chosen) => {
            choice = chosen;
            refresh();
          },
          signal,
        }),
    });
  };

  return {
    ask: async (question, signal) => {
      const { video } = get();
      if (video.phase !== "open") return;
      const { look } = video;
      if (look.kind === "frames") await askFrames(video, look, question, signal);
      else await askWhole(video, look, question, signal);
    },
  };
}
