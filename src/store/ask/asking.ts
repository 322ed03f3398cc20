// Asks one question at a time and keeps the conversation. Pieces of text arrive in the state once an animation frame.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { FramesAnswer, AskFramesOptions, WholeAnswer } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { OpenWhole } from "../whole/types.ts";
import type { ModelLoader } from "../models/loading.ts";
import { planRequestOf } from "../plan/plan-request.ts";
import { createTextBuffer } from "./text-buffer.ts";
import type { FramesTurn, WholeTurn, ReadyVideo, Turn, TurnState } from "../types.ts";

export const MAX_ANSWER_TOKENS = 96;

export interface Asker {
  readonly ask: (question: string, signal: AbortSignal) => Promise<void>;
}

/** Of any report: what ends a turn. */
type Ended = Pick<FramesAnswer, "text" | "stop">;

export function createAsker(
  { engine, env, get, set }: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Asker {
  let lastId = 0;

  const updateTurn = (id: number, change: (turn: Turn) => Partial<Turn>) =>
    set({
      turns: get().turns.map((turn) =>
        // Whoever changes a turn knows of which kind it is.
        turn.id === id ? ({ ...turn, ...change(turn) } as Turn) : turn,
      ),
    });

  const newTurn = (question: string) => ({
    id: ++lastId,
    question,
    text: "",
    pieces: 0,
    lastPieceMs: 0,
    state: { phase: "waiting" } as const,
    askedAtMs: env.now(),
  });

  /** From the question to the end of its answer. `paid` is what the report says of the price. */
  const run = async <Report extends Ended>(
    turn: Turn,
    begin: () => AsyncGenerator<string, Report>,
    paid: (report: Report) => Partial<Turn>,
  ) => {
    const { id, askedAtMs } = turn;
    set({ turns: [...get().turns, turn] });
    const buffer = createTextBuffer(env.nextFrame, (pieces) =>
      updateTurn(id, ({ text, pieces: count }) => ({
        text: text + pieces.join(""),
        pieces: count + pieces.length,
        lastPieceMs: env.now() - askedAtMs,
      })),
    );
    const finish = (state: TurnState<Report>) => {
      buffer.flush();
      updateTurn(id, () => ({ state }) as unknown as Partial<Turn>);
    };
    let firstTokenMs: number | null = null;
    try {
      await ensure();
      const report = await drain(begin(), (piece) => {
        if (firstTokenMs === null) {
          firstTokenMs = env.now() - askedAtMs;
          const state = { phase: "streaming", firstTokenMs } as const;
          updateTurn(id, () => ({ state }));
        }
        buffer.push(piece);
      });
      finish({ phase: report.stop === "stopped" ? "stopped" : "done", report });
      updateTurn(id, () => ({ text: report.text, ...paid(report) }));
    } catch (thrown) {
      finish(
        isAbort(thrown)
          ? { phase: "stopped", report: null }
          : { phase: "failed", error: toPlainError(thrown) },
      );
    }
  };

  const askFrames = (ready: ReadyVideo, question: string, signal: AbortSignal) => {
    const { choices, plan } = get();
    const request = planRequestOf(choices);
    const turn: FramesTurn = {
      ...newTurn(question),
      kind: "frames",
      fileKey: ready.file.key,
      videoName: ready.file.name,
      request,
      frames: ready.video.timesSec.length,
      looked: ready.video.looked,
      plan: plan.phase === "ready" ? plan.shown : null,
    };
    const options: AskFramesOptions = { plan: request, maxTokens: MAX_ANSWER_TOKENS, signal };
    return run<FramesAnswer>(
      turn,
      () => engine.ask(ready.video, question, options),
      (report) => ({ plan: report.plan }),
    );
  };

  const askWhole = (open: OpenWhole, question: string, signal: AbortSignal) => {
    const { chunks, relevance } = get().wholeChoices;
    const { forced, key, name, video } = open;
    const turn: WholeTurn = {
      ...newTurn(question),
      kind: "whole",
      fileKey: key,
      videoName: name,
      asked: { chunks, relevance, forced },
      chunkCount: open.chunks.length,
      choice: null,
    };
    if (open.shownTurn !== null) set({ video: { ...open, shownTurn: null } });
    return run<WholeAnswer>(
      turn,
      () =>
        engine.ask(video, question, {
          chunks,
          relevance,
          forced: [...forced],
          maxTokens: MAX_ANSWER_TOKENS,
          onChoice: (choice) => updateTurn(turn.id, () => ({ choice })),
          signal,
        }),
      ({ choice }) => ({ choice }),
    );
  };

  return {
    ask: async (question, signal) => {
      const { video } = get();
      if (video.phase === "ready") await askFrames(video, question, signal);
      else if (video.phase === "whole") await askWhole(video, question, signal);
    },
  };
}
