import { describe, expect, it } from "vitest";
import { watchTyping } from "../../../src/store/ask/read-ahead.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const opened = async () => {
  const engine = createFakeEngine();
  const env = createTestEnv();
  const store = createSessionStore(engine, env);
  const { getState: get, subscribe } = store;
  const { actions } = get();
  await actions.openFile(new File(["x"], "clip.mp4"));
  await until(store, ({ plan }) => plan.phase === "ready");
  const end = watchTyping({ engine, env, get }, subscribe);
  const planReady = () => until(store, ({ plan }) => plan.phase === "ready");
  return { engine, env, store, actions, end, planReady };
};

const forgotten = ({ calls }: { readonly calls: readonly string[] }) =>
  calls.filter((call) => call === "forgetPrefill").length;

describe("reading ahead", () => {
  it("begins when the reader types and what he chose rests, once, and the question takes it", async () => {
    const { engine, env, actions, store } = await opened();
    env.pass(10_000);
    expect(engine.prefills).toEqual([]);
    actions.setDraft("W");
    actions.setDraft("Wh");
    env.pass(10);
    expect(engine.prefills).toEqual([]);
    env.pass(300);
    actions.setDraft("What is it?");
    env.pass(10_000);
    const [prefill] = engine.prefills;
    expect(engine.prefills).toHaveLength(1);
    const asking = actions.ask("What is it?");
    actions.setDraft("");
    await asking;
    const turn = store.getState().turns.at(-1);
    expect(turn?.kind === "frames" && turn.request).toEqual(prefill?.plan);
    expect(prefill?.signal?.aborted).toBe(false);
    expect(forgotten(engine)).toBe(0);
  });

  it("stops when the reader chooses another budget, and reads by that one", async () => {
    const { engine, env, actions, planReady } = await opened();
    actions.setDraft("What?");
    env.pass(300);
    actions.setRetention(0.5);
    expect(engine.prefills[0]?.signal?.aborted).toBe(true);
    await planReady();
    env.pass(300);
    expect(engine.prefills.map(({ plan }) => plan?.retention)).toEqual([0.25, 0.5]);
  });

  it("gives up what it has read when the text goes, and when the reader compares", async () => {
    const { engine, env, actions } = await opened();
    actions.setDraft("What?");
    env.pass(300);
    actions.setDraft(" ");
    expect(engine.prefills[0]?.signal?.aborted).toBe(true);
    expect(forgotten(engine)).toBe(1);
    actions.setDraft("What?");
    env.pass(300);
    actions.setTab("compare");
    expect(engine.prefills[1]?.signal?.aborted).toBe(true);
    expect(forgotten(engine)).toBe(2);
    env.pass(10_000);
    expect(engine.prefills).toHaveLength(2);
  });

  it("does not begin before a rest, beside an answer, or for a method inside the language model", async () => {
    const { engine, env, actions, planReady } = await opened();
    actions.setDraft("What?");
    actions.setDraft("");
    env.pass(10_000);
    expect(forgotten(engine)).toBe(0); // there was nothing
    engine.hold();
    const asking = actions.ask("One?");
    actions.setDraft("Two?");
    env.pass(10_000);
    expect(engine.prefills).toEqual([]);
    engine.release();
    await asking;
    env.pass(300);
    expect(engine.prefills).toHaveLength(1);
    actions.setMethod("fastv");
    await planReady();
    env.pass(10_000);
    expect(engine.prefills).toHaveLength(1);
  });

  it("ends with the page", async () => {
    const { engine, env, actions, end } = await opened();
    actions.setDraft("What?");
    env.pass(300);
    end();
    expect(engine.prefills[0]?.signal?.aborted).toBe(true);
  });
});
