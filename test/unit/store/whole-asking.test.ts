import { describe, expect, it } from "vitest";
import { answerOf } from "../../../src/store/ask/answer-of.ts";
import { questionScope } from "../../../src/memory/recall/question-scope.ts";
import { momentsOf } from "../../../src/store/whole/moments.ts";
import { chunkRole, entryShares } from "../../../src/store/whole/chunk-roles.ts";
import {
  chunkOfFrame,
  faceFrame,
  selectShownChoice,
  selectShownReport,
  selectShownTurn,
} from "../../../src/store/whole/selectors.ts";
import { selectIsBusy } from "../../../src/store/selectors.ts";
import type { WholeTurn } from "../../../src/store/ask/types.ts";
import type { FakeOptions } from "../../support/fake-engine.ts";
import { talkSession, talk } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const STAR = "Which shape is on the wall?";
const TALK = "What is it about?";
const MOMENTS = { [STAR]: [60, 100, 130], [TALK]: [20, 35, 90] };

async function asked(options: FakeOptions = {}) {
  const session = talkSession({
    whole: { moments: MOMENTS },
    answers: { [STAR]: "A star." },
    ...options,
  });
  await session.actions.openFile(talk());
  await session.actions.ask(STAR);
  const turn = () => session.store.getState().turns.at(-1) as WholeTurn;
  return { ...session, turn };
}

const loadedOf = (turn: WholeTurn): number[] => {
  const report = answerOf(turn)!.choice;
  return report.chunks
    .map((_, chunk) => chunk)
    .filter((chunk) => chunkRole(report, chunk) === "detail");
};

describe("asking a memory", () => {
  it("keeps the question, the answer, what was chosen and which chunks it took", async () => {
    const { turn } = await asked();
    expect(turn()).toMatchObject({
      kind: "whole",
      question: STAR,
      text: "A star.",
      chunkCount: 19,
      asked: { chunks: 3, relevance: "combined" },
      state: { phase: "done" },
    });
    expect(loadedOf(turn())).toEqual([7, 12, 16]);
  });

  it("shows which chunks a question takes before it is answered", async () => {
    const { actions, store, turn } = await asked();
    const first = turn().id;
    const asking = actions.ask(TALK);
    await until(store, (state) => (state.turns.at(-1) as WholeTurn).choice !== null);
    const { id, choice, state } = turn();
    expect(state.phase).not.toBe("done");
    expect(id).not.toBe(first);
    expect(selectShownTurn(store.getState())?.id).toBe(id);
    expect(selectShownReport(store.getState())).toBeNull();
    const shown = selectShownChoice(store.getState());
    expect(shown).toBe(choice);
    await asking;
    expect(answerOf(turn())).toMatchObject({ choice: shown });
  });

  it("shows the last answer's chunks, or those of the receipt that was pressed", async () => {
    const { store, actions, turn } = await asked();
    const first = turn();
    await actions.ask(TALK);
    expect(selectShownTurn(store.getState())?.id).toBe(turn().id);
    actions.showTurn(first.id);
    expect(selectShownReport(store.getState())).toBe(answerOf(first));
    await actions.ask(TALK);
    expect(selectShownTurn(store.getState())?.id).toBe(turn().id);
  });

  it("finds its turn while the video is still read", async () => {
    const { store, actions, chunks, whole } = talkSession({ whole: { moments: MOMENTS } });
    const opening = actions.openFile(talk());
    await chunks(2);
    await actions.ask(TALK);
    const turn = store.getState().turns[0] as WholeTurn;
    expect(turn.state.phase).toBe("done");
    expect(turn.chunkCount).toBeLessThan(19);
    expect(turn.readSec).toBeCloseTo(8 * turn.chunkCount, 0);
    expect(turn.durationSec).toBeGreaterThan(turn.readSec!);
    expect(whole().reading.phase).toBe("reading");
    await opening;
  });

  it("goes on with the chunks that stood out alone, and nothing between them", async () => {
    const { engine, store, actions, turn } = await asked({
      whole: { moments: MOMENTS, alone: [STAR] },
      answers: { [STAR]: "word ".repeat(200) },
    });
    const roles = () => turn().choice!.chunks.map((_, chunk) => chunkRole(turn().choice!, chunk));
    const before = roles();
    expect(loadedOf(turn())).toEqual([7, 12, 16]);
    expect(before.filter((role) => role === "unseen")).toHaveLength(16);
    const told: unknown[] = [];
    const ask = engine.ask.bind(engine);
    engine.ask = ((...question: Parameters<typeof ask>) => {
      told.push(question[2]);
      return ask(...question);
    }) as typeof engine.ask;
    await actions.goOn(turn().id);
    expect(told).toMatchObject([{ onlyForced: true }]);
    expect(roles()).toEqual(before);
    expect(store.getState().turns.at(-1)?.state.phase).toBe("done");
  });

  it("rests on the best frame of each re-loaded chunk, most relevant first", async () => {
    const { turn, whole } = await asked();
    const moments = momentsOf(answerOf(turn())!.choice, turn().asked.forced);
    expect(moments.map(({ chunk }) => chunk)).toEqual([7, 12, 16]);
    for (const { chunk, timeSec } of moments) {
      const near = MOMENTS[STAR].map((moment) => Math.abs(moment - timeSec));
      expect(Math.min(...near)).toBeLessThan(1);
      const face = faceFrame(whole().chunks, answerOf(turn())!.choice, chunk);
      expect(whole().timesSec[face]).toBe(timeSec);
      expect(chunkOfFrame(whole().chunks, face).chunk).toBe(chunk);
    }
  });

  it("is based on moments that stand out, and only looked at the others", () => {
    const at = (relevance: number, index: number) => ({
      timesSec: [index],
      frames: [relevance],
      relevance,
      isDetailed: true,
    });
    const standing = (relevances: readonly number[]) => {
      const choice = { chunks: [0, ...relevances, 0].map(at), entries: 0 };
      return momentsOf(choice, new Map()).map(({ standsOut }) => standsOut);
    };
    expect(standing([0.1, 8.9, 2.1])).toEqual([true, false, false]);
    expect(standing([4.2, 3.9, 2.2])).toEqual([true, true, true]);
    expect(standing([0.4, 0, 0.2])).toEqual([false, false, false]);
  });

  it("is based on the times that its question names, and on none where that is about all of the video", () => {
    const chunks = [0, 1, 5, 0.5, 0].map((relevance, index) => ({
      timesSec: [10 * index],
      frames: [relevance],
      relevance,
      isDetailed: true,
    }));
    const based = (question: string) => {
      const named = questionScope(question, { fromSec: 0, toSec: 40 });
      return momentsOf({ chunks, entries: 0, named }, new Map())
        .filter(({ standsOut }) => standsOut)
        .map(({ timeSec }) => timeSec);
    };
    expect(based("What is there at 0:30?")).toEqual([20, 30]); // the second is far more relevant than the rest
    expect(based("What is this about?")).toEqual([]);
  });

  it("is based on the ends too, where these alone stood out", () => {
    const chunks = [3, 0, 0, 0, 2].map((relevance, index) => ({
      timesSec: [10 * index],
      frames: [relevance],
      relevance,
      isDetailed: relevance > 0,
      ...(relevance === 0 && { isUnseen: true as const }),
    }));
    const choice = { chunks, entries: 0 };
    expect(chunks.map((_, chunk) => chunkRole(choice, chunk))).toEqual([
      "detail",
      "unseen",
      "unseen",
      "unseen",
      "detail",
    ]);
    expect(momentsOf(choice, new Map()).map(({ timeSec }) => timeSec)).toEqual([0, 40]);
  });

  it("costs the re-loaded chunks, the ends, and the compact rest", async () => {
    const { turn, whole } = await asked();
    const report = answerOf(turn())!.choice;
    const { chunks } = whole();
    const shares = entryShares(chunks, report, turn().asked.forced);
    expect(shares.detail + shares.ends + shares.compact).toBe(report.entries);
    expect(shares.detail).toBe(3 * chunks[0]!.detailed);
    expect(shares.ends).toBe(2 * chunks[0]!.detailed);
    expect(shares.full).toBe(19 * chunks[0]!.detailed);
    expect(shares.tokens).toBe(152 * 36);
    const alone = {
      ...report,
      chunks: report.chunks.map((one) => ({
        ...one,
        ...(!one.isDetailed && { isUnseen: true as const }),
      })),
    };
    // Where nothing of the others is there, the ends are for the question too.
    expect(entryShares(chunks, alone, new Map())).toMatchObject({
      detail: 5 * chunks[0]!.detailed,
      ends: 0,
      compact: 0,
    });
    expect(chunkRole(alone, 1)).toBe("unseen");
    const before = entryShares(chunks, null, new Map());
    expect(before).toMatchObject({ detail: 0, ends: 2 * chunks[0]!.detailed });
  });
});

describe("forcing chunks", () => {
  it("waits for the next question, which the last one can be", async () => {
    const { actions, whole, turn } = await asked();
    actions.forceChunk(7, false);
    actions.forceChunk(3, true);
    actions.forceChunk(4, true);
    actions.forceChunk(4, null);
    expect(loadedOf(turn())).toEqual([7, 12, 16]);
    await actions.askLastAgain();
    expect(turn().question).toBe(STAR);
    expect([...turn().asked.forced]).toEqual([
      [7, false],
      [3, true],
    ]);
    expect(loadedOf(turn())).toContain(3);
    expect(loadedOf(turn())).not.toContain(7);
    expect(whole().forced.size).toBe(2);
  });

  it("of the first or the last is an answer's own detail, not the rule's", async () => {
    const { actions, turn } = await asked();
    actions.forceChunk(0, true);
    actions.forceChunk(18, false);
    await actions.askLastAgain();
    const report = answerOf(turn())!.choice;
    expect(chunkRole(report, 0, turn().asked.forced)).toBe("detail");
    expect(chunkRole(report, 18, turn().asked.forced)).toBe("compact");
  });

  it("goes with the number of chunks and the measure that are chosen", async () => {
    const { actions, turn } = await asked();
    actions.setChunks(5);
    actions.setRelevance("query");
    await actions.askLastAgain();
    expect(turn().asked).toMatchObject({ chunks: 5, relevance: "query" });
    expect(loadedOf(turn())).toHaveLength(5);
  });
});

describe("what goes wrong with a question", () => {
  it("is shown in its own turn and can be asked again", async () => {
    const { engine, store, actions, turn } = await asked();
    engine.failures = {
      ask: { code: "memory-budget", message: "Too little room.", hint: "Fewer chunks." },
    };
    await actions.ask(TALK);
    expect(turn().state).toMatchObject({ phase: "failed", error: { code: "memory-budget" } });
    // The chunks on show stay those of the last answer.
    expect(selectShownTurn(store.getState())?.question).toBe(STAR);
    await actions.askAgain(turn().id);
    expect(turn().state.phase).toBe("done");
  });

  it("leaves what was said when it is stopped, and its receipt", async () => {
    const { store, env, actions, turn } = await asked();
    const asking = actions.ask(TALK);
    await until(store, ({ turns }) => turns.at(-1)?.state.phase === "streaming");
    env.paint();
    actions.stop();
    await asking;
    expect(turn().state).toMatchObject({ phase: "stopped", report: { stop: "stopped" } });
    expect(selectIsBusy(store.getState())).toBe(false);
  });
});

describe("another reading of the same file", () => {
  it("does not show the chunks of answers from the one before", async () => {
    const { store, actions } = await asked();
    expect(selectShownTurn(store.getState())).not.toBeNull();
    actions.chooseReading({ framesPerSec: 0.5 });
    await actions.readAgain();
    expect(selectShownTurn(store.getState())).toBeNull();
    await actions.askLastAgain();
    expect(selectShownTurn(store.getState())).toMatchObject({ question: STAR });
  });
});

describe("a memory that was closed", () => {
  it("takes its answers off the ribbon, not out of the conversation", async () => {
    const { store, actions, dropping } = await asked();
    await dropping(actions.openFile(talk("other.mp4")));
    expect(store.getState().turns).toHaveLength(1);
    expect(selectShownTurn(store.getState())).toBeNull();
  });
});
