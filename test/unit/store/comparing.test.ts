import { describe, expect, it } from "vitest";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

async function opened() {
  const engine = createFakeEngine();
  const store = createSessionStore(engine, createTestEnv());
  await store.getState().actions.openFile(new File(["bytes"], "clip.mp4"));
  return { engine, store, actions: store.getState().actions };
}

const runOf = (store: ReturnType<typeof createSessionStore>) => {
  const { compare } = store.getState();
  if (compare.phase === "idle") throw new Error("Nothing was compared.");
  return compare;
};

describe("comparing", () => {
  it("asks at 100, 50, 25, 15 and 10 percent and measures each against the first", async () => {
    const { store, actions } = await opened();
    await actions.runCompare("What is it?");
    const { phase, columns } = runOf(store);
    expect(phase).toBe("done");
    expect(columns.map(({ request }) => request.retention)).toEqual([1, 0.5, 0.25, 0.15, 0.1]);
    const agreements = columns.map(({ state }) => (state.phase === "done" ? state.agreement : "?"));
    // The fake engine's answers get shorter below a fifth, and its KL is 0.02 / retention.
    expect(agreements).toEqual([
      null,
      { sameAnswer: true, kl: 0.04 },
      { sameAnswer: true, kl: 0.08 },
      { sameAnswer: false, kl: 0.02 / 0.15 },
      { sameAnswer: false, kl: 0.02 / 0.1 },
    ]);
  });

  it("compares methods at the retention in use", async () => {
    const { store, actions } = await opened();
    actions.setCompareBy("method");
    await actions.runCompare("What is it?");
    const { columns } = runOf(store);
    expect(
      columns.map(({ request }) => [request.method, request.variant, request.retention]),
    ).toEqual([
      ["cover", undefined, 1],
      ["cover", undefined, 0.25],
      ["vidcom2", "framewise", 0.25],
      ["vidcom2", "cosine", 0.25],
      ["vidcom2", "released", 0.25],
      ["divprune", undefined, 0.25],
      ["dycoke", undefined, 0.25],
      ["simple-cluster", undefined, 0.25],
      ["unicomp", undefined, 0.25],
      ["llava-scissor", undefined, 0.25],
      ["uniform", undefined, 0.25],
      ["random", undefined, 0.25],
    ]);
  });

  it("fills the columns one by one and leaves the rest waiting", async () => {
    const { engine, store, actions } = await opened();
    const running = actions.runCompare("What is it?");
    await until(
      store,
      ({ compare }) => compare.phase !== "idle" && compare.columns[1]?.state.phase === "running",
    );
    engine.hold();
    expect(runOf(store).columns.map(({ state }) => state.phase)).toEqual([
      "done",
      "running",
      "waiting",
      "waiting",
      "waiting",
    ]);
    engine.release();
    await running;
  });

  it("stops where it is and keeps what is done", async () => {
    const { store, actions } = await opened();
    const running = actions.runCompare("What is it?");
    await until(
      store,
      ({ compare }) => compare.phase !== "idle" && compare.columns[2]?.state.phase === "running",
    );
    actions.stop();
    await running;
    const { phase, columns } = runOf(store);
    expect(phase).toBe("stopped");
    expect(columns.map(({ state }) => state.phase)).toEqual([
      "done",
      "done",
      "stopped",
      "stopped",
      "stopped",
    ]);
  });

  it("goes on after a column that failed", async () => {
    const { engine, store, actions } = await opened();
    engine.failures = { ask: { code: "x", message: "No room for all tokens.", hint: "" } };
    await actions.runCompare("What is it?");
    const { columns } = runOf(store);
    expect(columns[0]?.state.phase).toBe("failed");
    expect(columns[1]?.state).toMatchObject({ phase: "done", agreement: null });
  });

  it("does not run beside an answer", async () => {
    const { store, actions } = await opened();
    const asking = actions.ask("What is it?");
    await actions.runCompare("What is it?");
    expect(store.getState().compare.phase).toBe("idle");
    await asking;
  });
});
