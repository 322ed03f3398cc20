import { describe, expect, it } from "vitest";
import { choicesOf, clampRetention, planRequestOf } from "../../../src/store/plan/plan-request.ts";
import { selectPlan } from "../../../src/store/selectors.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import type { Choices } from "../../../src/store/plan/types.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const CHOICES: Choices = {
  retention: 0.25,
  method: "vidcom2",
  variant: "framewise",
  exactBudget: true,
  budget: null,
  seed: 3,
  favorsEnds: true,
  frames: null,
  spread: null,
  stepTokens: null,
  range: null,
  copiesStill: true,
  positions: null,
};

async function opened() {
  const engine = createFakeEngine();
  const store = createSessionStore(engine, createTestEnv());
  await store.getState().actions.openFile(new File(["bytes"], "clip.mp4"));
  engine.requests.length = 0;
  return { engine, store, actions: store.getState().actions };
}

describe("the plan on show", () => {
  it("makes one request of any number of changes while another is in flight", async () => {
    const { engine, store, actions } = await opened();
    engine.hold();
    for (let percent = 26; percent <= 60; percent++) actions.setRetention(percent / 100);
    engine.release();
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(engine.requests.map(({ retention }) => retention)).toEqual([0.26, 0.6]);
    expect(store.getState().plan).toMatchObject({ shown: { request: { retention: 0.6 } } });
  });

  it("keeps the old plan on show until the new one is there", async () => {
    const { engine, store, actions } = await opened();
    const { plan: before } = store.getState();
    engine.hold();
    actions.setRetention(0.5);
    expect(store.getState().plan).toMatchObject({
      phase: "working",
      shown: before.phase === "none" ? null : before.shown,
    });
    engine.release();
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(store.getState().plan).toMatchObject({ shown: { request: { retention: 0.5 } } });
  });

  it("shows nothing when the one that was chosen cannot be made", async () => {
    const { engine, store, actions } = await opened();
    engine.failures = { plan: { code: "plan-failed", message: "No.", hint: "" } };
    actions.setRetention(0.5);
    await until(store, ({ plan }) => plan.phase === "failed");
    expect(selectPlan(store.getState())).toBeNull();
  });

  it("comes back with the frames that an answer looked at", async () => {
    const { engine, store, actions } = await opened();
    await actions.setFrames(8);
    await actions.ask("What is it?");
    const [turn] = store.getState().turns;
    if (turn?.kind !== "frames") throw new Error("no turn");
    await actions.setFrames(16);
    actions.setRetention(0.5);
    await actions.restorePlan(turn.request, turn.looking);
    expect(engine.calls.findLast((call) => call.startsWith("openFrames"))).toBe(
      "openFrames clip.mp4 8",
    );
    expect(store.getState()).toMatchObject({
      choices: { frames: 8, retention: 0.25 },
      plan: { phase: "ready", shown: { request: turn.request, total: 288 } },
    });
    const { length } = engine.calls;
    await actions.restorePlan(turn.request, turn.looking);
    expect(engine.calls.slice(length).some((call) => call.startsWith("openFrames"))).toBe(false);
  });

  it("does not ask again for the retention it has", async () => {
    const { engine, actions } = await opened();
    actions.setRetention(0.25);
    actions.setRetention(0.2501);
    expect(engine.requests).toEqual([]);
  });

  it("says why a plan failed and gets over it at the next change", async () => {
    const { engine, store, actions } = await opened();
    engine.failures = { plan: { code: "x", message: "No room.", hint: "" } };
    actions.setRetention(0.5);
    await until(store, ({ plan }) => plan.phase === "failed");
    expect(store.getState().plan).toMatchObject({ error: { message: "No room." } });
    actions.setRetention(0.1);
    const { plan } = await until(store, ({ plan }) => plan.phase === "ready");
    expect(plan).toMatchObject({ shown: { request: { retention: 0.1 } } });
  });

  it("drops a plan that arrives for a video that is gone", async () => {
    const { engine, store, actions } = await opened();
    engine.hold();
    actions.setRetention(0.5);
    const closing = actions.closeVideo();
    engine.release();
    await closing;
    expect(store.getState().plan.phase).toBe("none");
  });

  it("brings the choices of a receipt back", async () => {
    const { store, actions } = await opened();
    void actions.restorePlan({ method: "random", retention: 0.1, seed: 7 });
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(store.getState().choices).toMatchObject({ method: "random", retention: 0.1, seed: 7 });
  });
});

describe("planRequestOf", () => {
  it("leaves the variant's own rounding alone", () => {
    expect(planRequestOf(CHOICES)).toEqual({
      method: "vidcom2",
      variant: "framewise",
      retention: 0.25,
    });
    expect(planRequestOf({ ...CHOICES, variant: "released", exactBudget: false })).toEqual({
      method: "vidcom2",
      variant: "released",
      retention: 0.25,
    });
  });

  it("switches the rounding when the reader does", () => {
    expect(planRequestOf({ ...CHOICES, variant: "cosine" }).switches).toEqual({
      rounding: "exact",
    });
    expect(planRequestOf({ ...CHOICES, exactBudget: false }).switches).toEqual({
      rounding: "ceil",
    });
  });

  it("leaves positions to the model until the reader chooses", () => {
    expect(planRequestOf(CHOICES)).not.toHaveProperty("positions");
    expect(planRequestOf({ ...CHOICES, positions: "original" }).positions).toBe("original");
  });

  it("sends no VidCom² switches to other methods", () => {
    expect(planRequestOf({ ...CHOICES, method: "uniform" })).toEqual({
      method: "uniform",
      retention: 0.25,
    });
    expect(planRequestOf({ ...CHOICES, method: "random" })).toEqual({
      method: "random",
      retention: 0.25,
      seed: 3,
    });
  });

  it.each([
    CHOICES,
    { ...CHOICES, exactBudget: false },
    { ...CHOICES, variant: "cosine" as const },
    { ...CHOICES, variant: "released" as const, exactBudget: false },
    { ...CHOICES, method: "uniform" as const, retention: 0.07 },
    { ...CHOICES, method: "random" as const, seed: 11 },
    { ...CHOICES, positions: "compact" as const },
  ])("is undone by choicesOf: %o", (choices) => {
    expect(choicesOf(planRequestOf(choices), choices)).toEqual(choices);
  });
});

describe("clampRetention", () => {
  it.each([
    [0, 0.05],
    [0.049, 0.05],
    [0.333, 0.33],
    [1.01, 1],
    [Number.NaN, 1],
  ])("makes %f a %f", (given, wanted) => {
    expect(clampRetention(given)).toBe(wanted);
  });
});
