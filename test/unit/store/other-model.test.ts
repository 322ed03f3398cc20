// What was read belongs to the model that read it: another one is not taken without a question, and a memory waits for its own.

import { describe, expect, it } from "vitest";
import { selectAskBlock } from "../../../src/store/selectors.ts";
import { wholeOf } from "../../../src/store/video/state.ts";
import { createFakeAddress } from "../../support/fake-address.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { createFakeRecent } from "../../support/fake-recent.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { session, TALK_CHUNKS, talk, talkSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const MINE = { kind: "files", id: "mine", files: new Map() } as const;
const EMBEDDED = "framewise-shapes";
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("another model during a reading", () => {
  it.each(["keep", "drop", "save"] as const)("is asked about: %s", async (choice) => {
    const { engine, store, actions, chunks, whole } = talkSession();
    const reading = actions.openFile(talk());
    const { video } = await chunks(2);
    const loading = actions.loadModel(MINE);
    expect(store.getState()).toMatchObject({ dialog: "leave", leavingTo: "model" });
    expect(engine.calls).not.toContain("loadModel mine");
    await actions.leaveReading(choice);
    await Promise.all([reading, loading]);
    expect(store.getState().dialog).toBe("none");
    const isKept = choice === "keep";
    expect(whole().video.id === video.id).toBe(isKept);
    expect(whole().chunks).toHaveLength(TALK_CHUNKS);
    expect(store.getState().model).toMatchObject({ info: { id: isKept ? EMBEDDED : "mine" } });
    await actions.refreshSaved();
    expect(store.getState().saved).toMatchObject({
      phase: "ready",
      memories: choice === "save" ? [{ name: "talk.mp4", model: { id: EMBEDDED } }] : [],
    });
  });

  it("is asked about after it too, until what was read is saved", async () => {
    const { store, actions } = talkSession();
    await actions.openFile(talk());
    const asked = actions.takeModel(EMBEDDED);
    expect(store.getState().dialog).toBe("leave");
    await actions.leaveReading("keep");
    await asked;
    await actions.saveMemory();
    await actions.loadModel(MINE);
    expect(store.getState()).toMatchObject({ dialog: "none", model: { info: { id: "mine" } } });
  });

  it("does not take what was chosen before it had read anything off the page", async () => {
    const { store, actions, open, whole } = talkSession();
    const reading = actions.openFile(talk());
    await until(store, ({ video }) => wholeOf(video) !== null);
    const names = new Set<string>();
    store.subscribe(({ video }) => names.add(video.phase));
    await actions.loadModel(MINE);
    await reading;
    expect(open().file.name).toBe("talk.mp4");
    expect(whole().chunks).toHaveLength(TALK_CHUNKS);
    expect([...names].sort()).toEqual(["open", "opening"]);
  });

  it("that cannot be loaded leaves the reading, which goes on", async () => {
    const { engine, store, actions, chunks, whole } = talkSession();
    const reading = actions.openFile(talk());
    const { video } = await chunks(2);
    engine.failures = { loadModel: { code: "model-config", message: "It lies.", hint: "Fetch." } };
    const loading = actions.loadModel(MINE);
    await actions.leaveReading("drop");
    await Promise.all([reading, loading]);
    await until(store, (state) => wholeOf(state.video)?.reading.phase === "done");
    expect(whole().video.id).toBe(video.id);
    expect(store.getState().notices).toMatchObject([{ error: { code: "model-config" } }]);
  });
});

it("the same model on another processor goes on with the reading", async () => {
  const { engine, store, actions, chunks, whole } = talkSession();
  const reading = actions.openFile(talk());
  const { video } = await chunks(2);
  await actions.setRuntime("wasm");
  await reading;
  await until(store, (state) => wholeOf(state.video)?.reading.phase === "done");
  expect(store.getState()).toMatchObject({ dialog: "none", model: { info: { runtime: "wasm" } } });
  expect(whole().video.id).toBe(video.id);
  expect(whole().chunks).toHaveLength(TALK_CHUNKS);
  expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toHaveLength(1);
});

describe("a memory whose model is not in use at a reload", () => {
  async function reloaded() {
    const [disk, records]: [FakeDisk, Map<string, unknown>] = [new Map(), new Map()];
    const [address, recent] = [createFakeAddress(), createFakeRecent()];
    const load = () => {
      const options = { whole: { disk }, facts: { durationSec: 152 } };
      const kept = createFakeKept(records);
      const made = session(
        { ...options, model: { maxPositions: 32_768 } },
        { address, recent, kept },
      );
      return { ...made, stop: made.actions.start() };
    };
    const first = load();
    await settled();
    await first.actions.loadModel(MINE);
    const handle = { kind: "file", name: "talk.mp4" } as unknown as FileSystemFileHandle;
    const opening = first.actions.openFiles([talk()], [handle]);
    await first.chunks(5);
    await first.actions.ask("What is it about?");
    first.engine.hold();
    await settled();
    first.env.pass(300);
    await settled();
    first.stop();
    void opening;
    const second = load();
    await until(second.store, ({ video }) => video.phase === "failed");
    return second;
  }

  it("is named, keeps its answers, and goes on when that is loaded", async () => {
    const { engine, store, actions, whole, stop } = await reloaded();
    expect(store.getState()).toMatchObject({
      video: { error: { code: "memory-other-model" }, memory: { model: { id: "mine" } } },
      model: { info: { id: EMBEDDED } },
      interrupted: { isReading: true },
      turns: [{ question: "What is it about?", state: { phase: "done" } }],
    });
    expect(selectAskBlock(store.getState())).toBe("other-model");
    await actions.loadModel(MINE);
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    expect(whole().chunks.map(({ index }) => index)).toEqual([...Array(TALK_CHUNKS).keys()]);
    expect(engine.calls.at(-1)).toBe("resume with its file");
    expect(store.getState()).toMatchObject({ interrupted: null, notices: [] });
    expect(store.getState().turns[0]).toMatchObject({ videoId: whole().video.id });
    stop();
  });

  it("waits on while a third one is loaded", async () => {
    const { store, actions, stop } = await reloaded();
    await actions.loadModel({ ...MINE, id: "theirs" });
    expect(store.getState()).toMatchObject({
      video: { phase: "failed", memory: { model: { id: "mine" } } },
      interrupted: { isReading: true },
    });
    stop();
  });
});
