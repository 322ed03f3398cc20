import { describe, expect, it } from "vitest";
import { createSessionStore } from "../../../src/store/store.ts";
import { selectAskBlock, selectIsBusy } from "../../../src/store/selectors.ts";
import { answerOf } from "../../../src/store/ask/answer-of.ts";
import { stoppedTurn } from "../../../src/store/ask/stopped-turn.ts";
import { isOpenAsAsked, isUnfinished } from "../../../src/store/ask/go-on.ts";
import { verdictOf } from "../../../src/store/ask/judge.ts";
import type { Answer } from "../../../src/engine/api.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { selectIsOnItsOwn } from "../../../src/store/ask/context-turns.ts";
import { clip, session, talk, talkSession } from "../../support/session.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

async function opened() {
  const engine = createFakeEngine({ answers: { "What is it?": "A red ball that rolls." } });
  const env = createTestEnv();
  const store = createSessionStore(engine, env);
  await store.getState().actions.openFile(new File(["bytes"], "clip.mp4"));
  return { engine, env, store, actions: store.getState().actions };
}

const LONG = "word ".repeat(300);

/** An answer of 300 tokens that was cut off after 96. */
async function cutOff() {
  const engine = createFakeEngine({ answers: { "Tell all": LONG } });
  const env = createTestEnv();
  const store = createSessionStore(engine, env);
  const { actions } = store.getState();
  await actions.openFile(new File(["bytes"], "clip.mp4"));
  actions.setRetention(1);
  await until(store, ({ plan }) => plan.phase === "ready");
  await actions.ask("Tell all");
  return { engine, store, actions, turn: () => store.getState().turns.at(-1) };
}

describe("asking", () => {
  it("keeps question, answer, report and the plan that it used", async () => {
    const { store, actions } = await opened();
    await actions.ask("  What is it?  ");
    const [turn] = store.getState().turns;
    expect(turn).toMatchObject({
      question: "What is it?",
      text: "A red ball that rolls.",
      pieces: 5,
      state: { phase: "done", report: { steps: 5, videoReused: false } },
      plan: { request: { retention: 0.25 } },
      videoName: "clip.mp4",
    });
  });

  it("gives an answer as many tokens as the reader wants", async () => {
    const { actions, turn } = await cutOff();
    actions.setAnswerTokens(256);
    await actions.ask("Tell all");
    expect(turn()).toMatchObject({ maxTokens: 256, pieces: 256 });
    actions.setAnswerTokens(512);
    await actions.ask("Tell all");
    expect(turn()).toMatchObject({ pieces: 300, state: { report: { stop: "end" } } });
  });

  it("hands text on once a repaint, not once a piece", async () => {
    const { engine, env, store, actions } = await opened();
    const texts: string[] = [];
    store.subscribe(({ turns }) => {
      const text = turns.at(-1)?.text ?? "";
      if (texts.at(-1) !== text) texts.push(text);
    });
    const asking = actions.ask("What is it?");
    await until(store, ({ turns }) => turns.at(-1)?.state.phase === "streaming");
    expect(texts).toEqual([""]);
    env.paint();
    expect(texts).toEqual(["", "A "]);
    await asking;
    // Everything that came after the only repaint arrives at the end, in one piece.
    expect(texts).toEqual(["", "A ", "A red ball that rolls."]);
    expect(engine.calls.at(-1)).toBe("ask What is it?");
  });

  it("goes on with an answer that was cut off, in its turn, and joins both parts", async () => {
    const { actions, store, turn } = await cutOff();
    expect(turn()).toMatchObject({
      maxTokens: 96,
      pieces: 96,
      state: { report: { stop: "length" } },
    });
    const [first] = store.getState().turns;
    const texts = new Set<string>();
    const unsubscribe = store.subscribe(() => texts.add(turn()?.text ?? ""));
    await actions.goOn(turn()!.id);
    unsubscribe();
    expect(store.getState().turns).toHaveLength(1);
    expect(turn()).toMatchObject({ id: first!.id, maxTokens: 192, state: { phase: "done" } });
    for (const text of texts) expect(text.startsWith(first!.text)).toBe(true);
    const [before, after] = [answerOf<Answer>(first!)!, answerOf<Answer>(turn()!)!];
    expect(after.ids).toHaveLength(192);
    expect(after.ids.slice(0, 96)).toEqual(before.ids);
    expect(after.steps).toBe(192);
    expect(after).toMatchObject({ firstTokenMs: before.firstTokenMs, spans: before.spans });
    await actions.goOn(turn()!.id);
    await actions.goOn(turn()!.id);
    expect(turn()).toMatchObject({ text: LONG, state: { report: { stop: "end" } } });
    // It has ended: there is nothing to go on with.
    await actions.goOn(turn()!.id);
    expect(turn()).toMatchObject({ maxTokens: 384 });
  });

  it("goes on with the plan of the answer, not with the one chosen since", async () => {
    const { actions, engine, store, turn } = await cutOff();
    actions.setMethod("uniform");
    await until(store, ({ plan }) => plan.phase === "ready");
    await actions.goOn(turn()!.id);
    expect(turn()).toMatchObject({ plan: { request: { method: "cover" } } });
    expect(engine.calls.at(-1)).toBe("ask Tell all");
  });

  it("leaves an answer as it was when going on fails, and says why; a stop keeps what was said", async () => {
    const { actions, engine, store, turn } = await cutOff();
    const before = turn();
    engine.failures = { ask: { code: "graph-run", message: "It broke.", hint: "Try again." } };
    await actions.goOn(before!.id);
    expect(turn()).toEqual(before);
    expect(store.getState().notices).toMatchObject([{ error: { message: "It broke." } }]);

    engine.hold();
    const going = actions.goOn(before!.id);
    await until(store, ({ turns }) => turns[0]?.state.phase === "streaming");
    expect(answerOf<Answer>(turn()!)).toEqual(answerOf<Answer>(before!));
    // What a reload would find.
    expect(stoppedTurn(turn()!)).toMatchObject({ text: before!.text, state: { phase: "stopped" } });
    expect(answerOf<Answer>(stoppedTurn(turn()!))).toEqual(answerOf<Answer>(before!));
    actions.stop();
    expect(store.getState().isStopping).toBe(true);
    engine.release();
    await going;
    expect(store.getState().isStopping).toBe(false);
    expect(turn()).toMatchObject({ text: before!.text, state: { phase: "stopped" } });
    expect(answerOf<Answer>(turn()!)).toEqual(answerOf<Answer>(before!));
    expect(isUnfinished(turn()!)).toBe(true);
  });

  it("does not go on where another video, other frames or another model is open", async () => {
    const { actions, engine, store, turn } = await cutOff();
    const calls = () => engine.calls.filter((call) => call.startsWith("ask")).length;
    await actions.setFrames(8);
    expect(isOpenAsAsked(store.getState(), turn()!)).toBe(false);
    await actions.goOn(turn()!.id);
    expect(calls()).toBe(1);
    await actions.setFrames(null);
    expect(isOpenAsAsked(store.getState(), turn()!)).toBe(true);
    await actions.openFile(new File(["others"], "other.mp4"));
    await actions.goOn(turn()!.id);
    expect(calls()).toBe(1);
  });

  it("asks a changed question in the place of a turn and of those after it; Undo brings them back", async () => {
    const { store, actions } = await opened();
    for (const question of ["One?", "Two?", "Three?"]) await actions.ask(question);
    const [, second] = store.getState().turns;
    await actions.askInstead(second!.id, "  ");
    expect(store.getState().turns).toHaveLength(3);
    await actions.askInstead(second!.id, "Two, really?");
    const asked = () => store.getState().turns.map(({ question }) => question);
    expect(asked()).toEqual(["One?", "Two, really?"]);
    const [notice] = store.getState().notices;
    expect(notice?.error.message).toBe("2 answers were replaced.");
    actions.undo(notice!.id);
    expect(asked()).toEqual(["One?", "Two?", "Three?", "Two, really?"]);
    expect(store.getState().turns[1]).toEqual(second);
  });

  it("answers one question at a time, and none that is blank", async () => {
    const { store, actions } = await opened();
    const first = actions.ask("What is it?");
    await actions.ask("And this?");
    expect(selectIsBusy(store.getState())).toBe(true);
    await first;
    await actions.ask("   ");
    expect(store.getState().turns.map(({ question }) => question)).toEqual(["What is it?"]);
    expect(selectIsBusy(store.getState())).toBe(false);
  });

  it("keeps what was said when it is stopped, and answers the next question", async () => {
    const { env, store, actions } = await opened();
    const asking = actions.ask("What is it?");
    await until(store, ({ turns }) => turns.at(-1)?.state.phase === "streaming");
    env.paint();
    actions.stop();
    await asking;
    const [turn] = store.getState().turns;
    expect(turn).toMatchObject({ state: { phase: "stopped", report: { stop: "stopped" } } });
    expect(turn?.text).not.toBe("");
    expect("A red ball that rolls.".startsWith(turn?.text ?? "?")).toBe(true);
    await actions.ask("What is it?");
    expect(store.getState().turns[1]?.state.phase).toBe("done");
  });

  it("shows a failure in its own turn and can ask it again", async () => {
    const { engine, store, actions } = await opened();
    engine.failures = { ask: { code: "context-overflow", message: "Too long.", hint: "Shorten." } };
    await actions.ask("What is it?");
    expect(store.getState().turns[0]?.state).toMatchObject({
      phase: "failed",
      error: { code: "context-overflow", hint: "Shorten." },
    });
    await actions.askAgain(store.getState().turns[0]?.id ?? -1);
    expect(store.getState().turns[1]?.state.phase).toBe("done");
  });

  it("says why nothing can be asked", async () => {
    const store = createSessionStore(createFakeEngine(), createTestEnv());
    expect(selectAskBlock(store.getState())).toBe("no-video");
    const opening = store.getState().actions.openFile(new File(["x"], "a.mp4"));
    expect(selectAskBlock(store.getState())).toBe("opening");
    await opening;
    expect(selectAskBlock(store.getState())).toBeNull();
  });
});

describe("the right answer", () => {
  it("is a sample's own, and the answer is judged by it", async () => {
    const engine = createFakeEngine({ answers: { "What is it?": "A red ball." } });
    const env = createTestEnv();
    const { getState } = createSessionStore(engine, env);
    const questions = [
      { question: "What is it?", answer: "A red ball." },
      { question: "Where?", answer: "On the left." },
    ];
    await getState().actions.openSample({
      file: "one.mp4",
      title: "One",
      about: "",
      durationSec: 2,
      questions,
    });
    for (const question of ["What is it?", "Where?", "Else?"])
      await getState().actions.ask(question);
    const { turns } = getState();
    expect(turns.map(({ known }) => known)).toEqual(["A red ball.", "On the left.", null]);
    expect(turns.map(verdictOf)).toEqual([true, false, null]);
    expect(turns[0]).toMatchObject({ isSample: true, model: { isTrained: true } });
  });

  it("can be given, holds for the same question about the same video, and be taken back", async () => {
    const { store, actions } = await opened();
    await actions.ask("What is it?");
    await actions.ask("Where?");
    expect(store.getState().turns.map(verdictOf)).toEqual([null, null]);
    actions.setKnown(store.getState().turns[0]!.id, "A red ball that rolls.");
    await actions.ask("What is it?");
    expect(store.getState().turns.map(verdictOf)).toEqual([true, null, true]);
    actions.setKnown(store.getState().turns[2]!.id, null);
    expect(store.getState().turns.map(verdictOf)).toEqual([null, null, null]);
  });

  it("can be given while the answer comes", async () => {
    const { env, store, actions } = await opened();
    const asking = actions.ask("What is it?");
    await until(store, ({ turns }) => turns.at(-1)?.state.phase === "streaming");
    actions.setKnown(store.getState().turns[0]!.id, "A blue box.");
    env.paint();
    await asking;
    expect(store.getState().turns.map(verdictOf)).toEqual([false]);
  });
});

describe("the turns before", () => {
  const conversing = { model: { id: "a-folder", topics: [] } };
  const seen = ({ engine, store }: Pick<ReturnType<typeof session>, "engine" | "store">) => ({
    given: engine.earlierTurns.map((turns) => turns.map(({ question }) => question)),
    said: store.getState().turns.map(({ earlier }) => earlier),
  });

  it("are given to a model that follows a conversation: as many as chosen, those about the same video", async () => {
    const it = session({ ...conversing, answers: { "One?": "A box." } });
    const { actions, engine } = it;
    await actions.openFile(clip("first.mp4"));
    await actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    for (const question of ["One?", "Two?", "Three?"]) await actions.ask(question);
    expect(seen(it)).toEqual({ given: [[], ["One?"], ["One?", "Two?"]], said: [0, 1, 2] });
    expect(engine.earlierTurns[1]).toEqual([{ question: "One?", answer: "A box." }]);
    actions.setContextTurns(1);
    await actions.ask("Four?");
    actions.setContextTurns(0);
    await actions.ask("Five?");
    actions.setContextTurns(16);
    await actions.openFile(clip("second.mp4"));
    await actions.ask("Six?");
    expect(seen(it).given.slice(3)).toEqual([["Three?"], [], []]);
    expect(createSessionStore(engine, it.env).getState().contextTurns).toBe(16);
  });

  it("that failed or said nothing are not", async () => {
    const it = session(conversing);
    const { actions, engine } = it;
    await actions.openFile(clip());
    await actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    engine.failures = { ask: { code: "x", message: "It broke.", hint: "" } };
    await actions.ask("One?");
    await actions.ask("Two?");
    expect(seen(it).given).toEqual([[]]);
  });

  it("are the same when an answer goes on", async () => {
    const it = session({ ...conversing, answers: { "Two?": LONG } });
    const { actions, store } = it;
    await actions.openFile(clip());
    await actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    actions.setRetention(1);
    await until(store, ({ plan }) => plan.phase === "ready");
    await actions.ask("One?");
    await actions.ask("Two?");
    actions.setContextTurns(0);
    await actions.goOn(store.getState().turns.at(-1)!.id);
    expect(seen(it).given).toEqual([[], ["One?"], ["One?"]]);
    expect(store.getState().turns.at(-1)?.earlier).toBe(1);
  });

  it.each([
    { name: "the embedded model", options: {} },
    { name: "a template without turns", options: { model: { takesTurns: false } } },
  ])("are not given by $name", async ({ options }) => {
    const it = session(options);
    await it.actions.openFile(clip());
    await it.actions.ask("One?");
    await it.actions.ask("Two?");
    expect(seen(it)).toEqual({ given: [[], []], said: [0, 0] });
    expect(selectIsOnItsOwn(it.store.getState())).toBe(true);
  });

  it("are given about a video that is read whole too, whichever way it was looked at before", async () => {
    const it = talkSession({ model: { id: "a-folder", topics: [] } });
    await it.actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    await it.actions.openFile(talk());
    await it.actions.setWay("frames");
    await it.actions.ask("One?");
    await it.actions.setWay("whole");
    await it.actions.ask("Two?");
    it.actions.setContextTurns(1);
    await it.actions.ask("Three?");
    await it.actions.askBatch(["Four?"]);
    expect(it.engine.earlierTurns.map((turns) => turns.map(({ question }) => question))).toEqual([
      [],
      ["One?"],
      ["Two?"],
      [],
    ]);
    const { turns } = it.store.getState();
    expect(turns.map(({ earlier }) => earlier)).toEqual([0, 1, 1, 0]);
    expect(turns.map((turn) => answerOf<Answer>(turn)?.turnsSeen)).toEqual([0, 1, 1, 0]);
    expect(selectIsOnItsOwn(it.store.getState())).toBe(false);
  });
});
