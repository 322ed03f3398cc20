import { describe, expect, it } from "vitest";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const started = async () => {
  const engine = createFakeEngine();
  const store = createSessionStore(engine, createTestEnv());
  const end = store.getState().actions.start();
  await store.getState().actions.ensureModel();
  return { engine, store, end };
};

describe("warming up", () => {
  it("begins once a model is there, and again with another", async () => {
    const { engine, store } = await started();
    expect(engine.warmUps.length).toBe(1);
    await store.getState().actions.loadModel({ kind: "files", id: "mine", files: new Map() });
    expect(engine.warmUps.length).toBe(2);
    expect(engine.warmUps.map((signal) => signal?.aborted)).toEqual([true, false]);
  });

  it("stops when the reader opens something, and does not begin beside it", async () => {
    const { engine, store } = await started();
    const opening = store.getState().actions.openFile(new File(["x"], "clip.mp4"));
    await until(store, ({ video }) => video.phase !== "none");
    expect(engine.warmUps[0]?.aborted).toBe(true);
    await opening;
    await store.getState().actions.loadModel({ kind: "files", id: "mine", files: new Map() });
    expect(engine.warmUps.length).toBe(1);
  });

  it("ends with the page", async () => {
    const { engine, end } = await started();
    end();
    expect(engine.warmUps[0]?.aborted).toBe(true);
  });
});
