// Asks one question at a time and keeps the conversation. Pieces of text arrive in the state once an animation frame.

import { isAbort, toPlainError } from "../base/errors.ts";
import type { AnswerReport, AskOptions } from "../engine/api.ts";
import type { SessionContext } from "./context.ts";
import type { ModelLoader } from "./model-loading.ts";
import { planRequestOf } from "./plan-request.ts";
import { createTextBuffer } from "./text-buffer.ts";
import type { Turn, TurnState } from "./types.ts";

export const MAX_ANSWER_TOKENS = 96;

/** Reads an answer to its end; `onPiece` gets each piece of text. */
export async function readAnswer(
  answer: AsyncGenerator<string, AnswerReport>,
  onPiece: (piece: string) => void,
): Promise<AnswerReport> {
  for (;;) {
    const next = await answer.next();
    if (next.done === true) return next.value;
    onPiece(next.value);
  }
}

export interface Asker {
  readonly ask: (question: string, signal: AbortSignal) => Promise<void>;
}

export function createAsker(
  { engine, env, get, set }: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Asker {
  let lastId = 0;

  const updateTurn = (id: number, change: (turn: Turn) => Partial<Turn>) =>
    set({
      turns: get().turns.map((turn) => (turn.id === id ? { ...turn, ...change(turn) } : turn)),
    });

  return {
    ask: async (question, signal) => {
      const { video, choices, plan } = get();
      if (video.phase !== "ready") return;
      const id = ++lastId;
      const askedAtMs = env.now();
      const request = planRequestOf(choices);
      const turn: Turn = {
        id,
        question,
        text: "",
        pieces: 0,
        lastPieceMs: 0,
        state: { phase: "waiting" },
        fileKey: video.file.key,
        videoName: video.file.name,
        request,
        frames: video.video.frameTimesSec.length,
        plan: plan.phase === "ready" ? plan.shown : null,
        askedAtMs,
      };
      set({ turns: [...get().turns, turn] });

      const buffer = createTextBuffer(env.nextFrame, (pieces) =>
        updateTurn(id, ({ text, pieces: count }) => ({
          text: text + pieces.join(""),
          pieces: count + pieces.length,
          lastPieceMs: env.now() - askedAtMs,
        })),
      );
      const finish = (state: TurnState) => {
        buffer.flush();
        updateTurn(id, () => ({ state }));
      };
      const options: AskOptions = { plan: request, maxTokens: MAX_ANSWER_TOKENS, signal };
      let firstTokenMs: number | null = null;
      try {
        await ensure();
        const report = await readAnswer(engine.ask(video.video, question, options), (piece) => {
          if (firstTokenMs === null) {
            firstTokenMs = env.now() - askedAtMs;
            const state: TurnState = { phase: "streaming", firstTokenMs };
            updateTurn(id, () => ({ state }));
          }
          buffer.push(piece);
        });
        finish({ phase: report.stop === "stopped" ? "stopped" : "done", report });
        updateTurn(id, () => ({ text: report.text, plan: report.plan }));
      } catch (thrown) {
        finish(
          isAbort(thrown)
            ? { phase: "stopped", report: null }
            : { phase: "failed", error: toPlainError(thrown) },
        );
      }
    },
  };
}
