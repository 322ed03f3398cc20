import { describe, expect, it } from "vitest";
import {
  MOST_IN_BATCH,
  questionsOf,
  selectBatchEnd,
  unansweredIn,
} from "../../../src/store/ask/batch.ts";
import { selectIsBusy } from "../../../src/store/selectors.ts";
import { clip, session } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

describe("the questions of a list", () => {
  it.each([
    { list: "One?\nTwo?", questions: ["One?", "Two?"] },
    { list: "  One?  \r\n\r\n\tTwo?\r", questions: ["One?", "Two?"] },
    {
      list: "1. One?\n12) Two?\n- Three?\n• Four?",
      questions: ["One?", "Two?", "Three?", "Four?"],
    },
    {
      list: "2 or 3 balls?\n-5 degrees?\n1.5 s?",
      questions: ["2 or 3 balls?", "-5 degrees?", "1.5 s?"],
    },
    { list: "Same?\nSame?", questions: ["Same?", "Same?"] },
    { list: " \n", questions: [] },
  ])("$list", ({ list, questions }) => {
    expect(questionsOf(list)).toEqual(questions);
  });

  it("are not endless", () => {
    expect(questionsOf("x\n".repeat(9_999))).toHaveLength(MOST_IN_BATCH);
  });
});

describe("a list", () => {
  const conversing = { model: { id: "a-folder", topics: [] } };

  it("is asked one after another, each on its own, and one that fails does not end it", async () => {
    const { actions, store, engine } = session(conversing);
    await actions.openFile(clip());
    await actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    await actions.ask("Before?");
    engine.failures = { ask: { code: "x", message: "It broke.", hint: "" } };
    const asking = actions.askBatch(["One?", "Two?", "Three?"]);
    expect(selectIsBusy(store.getState())).toBe(true);
    await actions.ask("Meanwhile?");
    await asking;
    const { turns, batch } = store.getState();
    expect(unansweredIn(batch!, turns)).toEqual([0]);
    expect(turns.map(({ question, state }) => `${question} ${state.phase}`)).toEqual([
      "Before? done",
      "One? failed",
      "Two? done",
      "Three? done",
    ]);
    expect(engine.earlierTurns.every((earlier) => earlier.length === 0)).toBe(true);
    expect(batch).toMatchObject({ isRunning: false, turnIds: turns.slice(1).map(({ id }) => id) });
    expect(selectIsBusy(store.getState())).toBe(false);
    actions.leaveBatch();
    expect(store.getState()).toMatchObject({ batch: null, turns: { length: 4 } });
  });

  it("ends when it is stopped, and when another video is opened", async () => {
    const { actions, store, engine } = session();
    await actions.openFile(clip());
    for (const end of [actions.stop, () => void actions.openFile(clip("other.mp4"))]) {
      engine.hold();
      const asking = actions.askBatch(["One?", "Two?", "Three?"]);
      const { batch, turns } = await until(
        store,
        ({ batch }) => typeof batch?.turnIds[0] === "number",
      );
      expect(unansweredIn(batch!, turns)).toEqual([0, 1, 2]);
      actions.leaveBatch();
      expect(store.getState().batch).not.toBeNull();
      end();
      engine.release();
      await asking;
      expect(store.getState().batch).toMatchObject({
        isRunning: false,
        turnIds: [expect.any(Number), null, null],
      });
      expect(store.getState().turns.at(-1)?.state.phase).toBe("stopped");
      await until(store, ({ video }) => video.phase === "open");
    }
  });

  it("goes on with the questions that have no answer, and not about another video", async () => {
    const { actions, store, engine } = session();
    const file = clip();
    await actions.openFile(file);
    await actions.askBatch(["One?", "Two?", "Two?", "Three?"]);
    const { batch, turns } = store.getState();
    expect(selectBatchEnd(store.getState())).toBe("done");
    // The second is stopped in the middle, the last is removed.
    const [first, second, third] = turns;
    store.setState({
      turns: [first!, { ...second!, state: { phase: "stopped", report: null } }, third!],
    });
    await actions.openFile(clip("other.mp4"));
    expect(selectBatchEnd(store.getState())).toBe("other-video");
    await actions.goOnWithBatch();
    expect(store.getState().turns).toHaveLength(3);
    await actions.openFile(file);
    engine.calls.length = 0;
    await actions.goOnWithBatch();
    const after = store.getState();
    expect(engine.calls.filter((call) => call.startsWith("ask"))).toEqual([
      "ask Two?",
      "ask Three?",
    ]);
    expect(after.batch).toEqual({
      ...batch,
      turnIds: [first!.id, after.turns[3]!.id, third!.id, after.turns[4]!.id],
    });
    expect(selectBatchEnd(after)).toBe("done");
    await actions.goOnWithBatch();
    expect(store.getState().turns).toHaveLength(5);
  });

  it("is not asked without a video", async () => {
    const { actions, store } = session();
    await actions.askBatch(["One?"]);
    await actions.askBatch([]);
    expect(store.getState()).toMatchObject({ batch: null, turns: [] });
  });
});
