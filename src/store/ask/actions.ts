// The actions of the conversation: asking, asking again or a list, going on, and what is known to be right.

import { toPlainError } from "../../base/errors.ts";
import type { AloneWork } from "../session/work-alone.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions } from "../types.ts";
import type { Batch, Turn } from "./types.ts";
import { wholeOf } from "../video/state.ts";
import type { Asker } from "./asking.ts";
import { selectBatchEnd, unansweredIn } from "./batch.ts";
import { isOpenAsAsked, isUnfinished } from "./go-on.ts";
import { isSameQuestion } from "./judge.ts";

interface Session extends AloneWork, Pick<Actions, "notify" | "offerUndo"> {
  readonly asker: Asker;
}

export function createAskActions(
  { get, set }: SessionContext,
  { asker, isBusy, runAlone, stop, notify, offerUndo }: Session,
) {
  const canAsk = (question: string): boolean => {
    const { video } = get();
    const canAnswer = video.phase === "open" && wholeOf(video)?.chunks.length !== 0;
    return question.trim() !== "" && !isBusy() && canAnswer;
  };
  const ask = async (question: string) => {
    const asked = question.trim();
    if (canAsk(asked)) await runAlone((signal) => asker.ask(asked, signal));
  };
  const turnOf = (id: number): Turn | undefined => get().turns.find((turn) => turn.id === id);

  /** Asks those questions of a list that have no answer, one after another. */
  const runBatch = async (batch: Batch) => {
    const change = (how: (now: Batch) => Partial<Batch>) => {
      const { batch: now } = get();
      if (now !== null) set({ batch: { ...now, ...how(now) } });
    };
    set({ batch });
    await runAlone(async (signal) => {
      for (const place of unansweredIn(batch, get().turns)) {
        // What the reader does to the video meanwhile ends it.
        if (signal.aborted) break;
        await asker.ask(batch.questions[place] ?? "", signal, {
          isAlone: true,
          onTurn: (id) => change(({ turnIds }) => ({ turnIds: turnIds.with(place, id) })),
        });
      }
    }).finally(() => change(() => ({ isRunning: false })));
  };

  return {
    ask,
    askBatch: async (questions) => {
      const { video } = get();
      if (video.phase !== "open" || questions.length === 0 || !canAsk(questions.join(" "))) return;
      const { key: fileKey, name: videoName } = video.file;
      const turnIds = questions.map(() => null);
      await runBatch({ questions, turnIds, isRunning: true, fileKey, videoName });
    },
    goOnWithBatch: async () => {
      const { batch } = get();
      if (batch === null || selectBatchEnd(get()) !== null || !canAsk(batch.questions.join(" ")))
        return;
      await runBatch({ ...batch, isRunning: true });
    },
    leaveBatch: () => {
      if (get().batch?.isRunning === false) set({ batch: null });
    },
    stop,
    askAgain: async (turnId) => {
      const turn = turnOf(turnId);
      if (turn !== undefined) await ask(turn.question);
    },
    askInstead: async (turnId, question) => {
      const { turns } = get();
      const at = turns.findIndex(({ id }) => id === turnId);
      if (at < 0 || !canAsk(question)) return;
      const replaced = turns.slice(at);
      set({ turns: turns.slice(0, at) });
      offerUndo(`${answersWere(replaced.length)} replaced.`, {
        kind: "turns",
        turns: replaced,
        at,
      });
      await ask(question);
    },
    goOn: async (turnId) => {
      const turn = turnOf(turnId);
      if (turn === undefined || isBusy()) return;
      if (!isUnfinished(turn) || !isOpenAsAsked(get(), turn)) return;
      await runAlone((signal) => asker.goOn(turn, signal)).catch((thrown: unknown) =>
        notify(toPlainError(thrown)),
      );
    },
    setKnown: (turnId, known) => {
      const of = turnOf(turnId);
      const isSame = (turn: Turn) => of !== undefined && isSameQuestion(turn, of);
      set({ turns: get().turns.map((turn) => (isSame(turn) ? { ...turn, known } : turn)) });
    },
    clearTurns: () => {
      stop();
      const { turns } = get();
      if (turns.length === 0) return;
      set({ turns: [] });
      offerUndo(`${answersWere(turns.length)} cleared.`, { kind: "turns", turns, at: 0 });
    },
  } satisfies Partial<Actions>;
}

const answersWere = (count: number): string =>
  count === 1 ? "One answer was" : `${count} answers were`;
