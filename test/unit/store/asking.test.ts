import { describe, expect, it } from "vitest";
import { createSessionStore } from "../../../src/store/store.ts";
import { selectAskBlock, selectIsBusy } from "../../../src/store/selectors.ts";
import { longerAnswer } from "../../../src/store/ask/answer-lengths.ts";
import { verdictOf } from "../../../src/store/ask/judge.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

async function opened() {
  const engine = createFakeEngine({ answers: { "What is it?": "A red ball that rolls." } });
  const env = createTestEnv();
  const store = createSessionStore(engine, env);
  await store.getState().actions.openFile(new File(["bytes"], "clip.mp4"));
  return { engine, env, store, actions: store.getState().actions };
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

  it("cuts an answer off at the chosen length, and asks for more at the next one, which stays", async () => {
    const engine = createFakeEngine({ answers: { "Tell all": "word ".repeat(300) } });
    const env = createTestEnv();
    const store = createSessionStore(engine, env);
    const { actions } = store.getState();
    await actions.openFile(new File(["bytes"], "clip.mp4"));
    actions.setRetention(1);
    await until(store, ({ plan }) => plan.phase === "ready");
    await actions.ask("Tell all");
    const turn = () => store.getState().turns.at(-1);
    expect(turn()).toMatchObject({
      maxTokens: 96,
      pieces: 96,
      state: { report: { stop: "length" } },
    });
    await actions.askLonger(turn()!.id);
    expect(turn()).toMatchObject({ maxTokens: 256, pieces: 256 });
    await actions.askLonger(turn()!.id);
    expect(turn()).toMatchObject({ maxTokens: 512, state: { report: { stop: "end" } } });
    expect(createSessionStore(engine, env).getState().answerTokens).toBe(512);
    expect([longerAnswer(96), longerAnswer(1_024)]).toEqual([256, null]);
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
