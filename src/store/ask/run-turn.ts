// Runs one turn of the conversation to the end of its answer. Pieces of text reach the state once an animation frame.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { Answer, ModelInfo } from "../../engine/api.ts";
import type { ModelLoader } from "../models/loading.ts";
import type { SessionContext } from "../session/context.ts";
import { answerOf } from "./answer-of.ts";
import { readsSubtitles } from "./given-subtitles.ts";
import { isDrawnWorldOnly } from "./judge.ts";
import { createTextBuffer } from "./text-buffer.ts";
import type { Turn, TurnOf, TurnState } from "./types.ts";

/** What is asked of the engine for one turn. `refresh` shows what `turnOf` makes again. */
export interface Asking<A extends Answer> {
  readonly turnOf: (now: TurnOf<A>) => Turn;
  /** Returns how many turns before are given to a model. */
  readonly earlier: (info: ModelInfo) => number;
  readonly begin: (now: TurnOf<A>, refresh: () => void) => AsyncGenerator<string, A>;
}

/** Runs a turn that is shown. A failure of one that goes on is thrown, and leaves it to the caller. */
export type RunTurn = <A extends Answer>(from: TurnOf<A>, asking: Asking<A>) => Promise<void>;

export function createTurnRunner(
  { env, get, set }: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): RunTurn {
  return async <A extends Answer>(from: TurnOf<A>, { turnOf, earlier, begin }: Asking<A>) => {
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
}

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
