import { wholeOf } from "../../../src/store/video/state.ts";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { answerOf } from "../../../src/store/ask/answer-of.ts";
import type { WholeTurn } from "../../../src/store/ask/types.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { talkSession, talk } from "../../support/session.ts";
import { UNDO_MS } from "../../../src/store/removed/removals.ts";
import { until } from "../../support/test-env.ts";

const QUESTION = "What is it?";
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A visit that read the talk, asked and saved it; `disk` is what the next visit finds. */
async function savedVisit() {
  const disk: FakeDisk = new Map();
  const session = talkSession({ whole: { disk } });
  await session.actions.openFile(talk());
  await session.actions.ask(QUESTION);
  await session.actions.saveMemory();
  return { ...session, disk };
}

const memoryOf = (disk: FakeDisk) => [...disk.values()][0]!.memory;

describe("saving", () => {
  it("shows its progress, then what is on the disk", async () => {
    const disk: FakeDisk = new Map();
    const { store, actions, whole } = talkSession({ whole: { disk } });
    await actions.openFile(talk());
    const seen: unknown[] = [];
    store.subscribe(({ video }) => {
      const saving = wholeOf(video)?.saving;
      if (saving?.phase === "running") seen.push(saving.progress?.done);
    });
    await actions.saveMemory();
    expect([...new Set(seen)]).toEqual([undefined, 1, 2, 3, 4]);
    expect(whole().saving).toMatchObject({ phase: "done", memory: { name: "talk.mp4" } });
    expect(store.getState().saved).toMatchObject({ phase: "ready", memories: [{ frames: 152 }] });
  });

  it("can be stopped, and leaves nothing", async () => {
    const { store, actions, disk, whole } = await savedVisit();
    disk.clear();
    const saving = actions.saveMemory();
    await until(store, ({ video }) => {
      const now = wholeOf(video)?.saving;
      return now?.phase === "running" && now.progress?.done === 2;
    });
    actions.stopSaving();
    await saving;
    expect(whole().saving.phase).toBe("none");
    expect(disk.size).toBe(0);
  });

  it("says why it could not", async () => {
    const { engine, actions, whole } = talkSession();
    await actions.openFile(talk());
    engine.failures = {
      save: { code: "memory-storage", message: "The disk is full.", hint: "Make room." },
    };
    await actions.saveMemory();
    expect(whole().saving).toMatchObject({ phase: "failed", error: { code: "memory-storage" } });
    await actions.saveMemory();
    expect(whole().saving.phase).toBe("done");
  });

  it("is no longer up to date when more is read", async () => {
    const { actions, chunks, whole } = talkSession();
    const opening = actions.openFile(talk());
    await chunks(2);
    actions.pauseReading();
    await opening;
    await actions.saveMemory();
    expect(whole().saving).toMatchObject({ phase: "done", memory: { isComplete: false } });
    await actions.readOn();
    expect(whole().saving.phase).toBe("none");
  });
});

describe("another visit", () => {
  it("opens the memory without its video, and gives the same answer", async () => {
    const first = await savedVisit();
    const { engine, store, actions, open, whole } = talkSession({ whole: { disk: first.disk } });
    await actions.refreshSaved();
    await actions.openSaved(memoryOf(first.disk));
    expect(open().file).toMatchObject({ name: "talk.mp4", blob: null });
    expect(whole()).toMatchObject({
      reading: { phase: "done" },
      saving: { phase: "done" },
      readMs: 0,
    });
    expect(whole().chunks).toHaveLength(19);
    expect(whole().strip).toHaveLength(152);
    await actions.ask(QUESTION);
    const [before, after] = [first.store, store].map((one) =>
      answerOf(one.getState().turns[0] as WholeTurn)!,
    );
    expect(after?.choice).toEqual(before?.choice);
    expect(engine.calls.some((call) => call.startsWith("openWhole"))).toBe(false);
  });

  it("plays the video that the reader chooses, and no other one", async () => {
    const { disk } = await savedVisit();
    const { actions, open, whole } = talkSession({ whole: { disk } });
    await actions.openSaved(memoryOf(disk));
    actions.attachFile(talk("other.mp4", 77));
    expect(open().file.blob).toBeNull();
    expect(whole().fileError?.code).toBe("memory-other-file");
    expect(whole().fileError?.message).toContain("other.mp4");
    actions.attachFile(talk());
    expect(open().file).toMatchObject({ name: "talk.mp4", blob: { size: 4_000 } });
    expect(whole().fileError).toBeNull();
  });

  it("reads on from where it was, with the file", async () => {
    const disk: FakeDisk = new Map();
    const first = talkSession({ whole: { disk } });
    const opening = first.actions.openFile(talk());
    await first.chunks(3);
    first.actions.pauseReading();
    await opening;
    await first.actions.saveMemory();
    const { engine, actions, whole } = talkSession({ whole: { disk } });
    await actions.openSaved(memoryOf(disk));
    expect(whole().reading.phase).toBe("paused");
    actions.attachFile(talk());
    await actions.readOn();
    expect(engine.calls.at(-1)).toBe("resume with its file");
    expect(whole()).toMatchObject({ reading: { phase: "done" }, saving: { phase: "none" } });
    expect(whole().chunks).toHaveLength(19);
  });

  it("takes the model that read it into use first", async () => {
    const { disk } = await savedVisit();
    const { engine, store, actions, open, dropping } = talkSession({ whole: { disk } });
    await actions.loadModel({ kind: "files", id: "another", files: new Map() });
    await actions.openFile(talk("now.mp4"));
    await dropping(actions.openSaved(memoryOf(disk)));
    expect(store.getState().model).toMatchObject({ info: { id: "framewise-shapes" } });
    expect(open().file.name).toBe("talk.mp4");
    expect(engine.openMemories()).toHaveLength(1);
  });

  it.each(["memory-other-model", "memory-damaged", "memory-missing"])(
    "says %s where the video would be, and goes back",
    async (code) => {
      const { engine, store, actions, disk, whole } = await savedVisit();
      engine.failures = { reopen: { code, message: "It cannot be opened.", hint: "Read it." } };
      await actions.openSaved(memoryOf(disk));
      expect(store.getState().video).toMatchObject({
        phase: "failed",
        name: "talk.mp4",
        error: { code, hint: "Read it." },
      });
      actions.stopOpening();
      expect(whole().chunks).toHaveLength(19);
    },
  );

  it("does not keep half of a memory", async () => {
    const { disk } = await savedVisit();
    const error = new AppError("memory-damaged", "Chunk 4 is damaged.", "Read it again.");
    const session = talkSession({ whole: { disk, failChunk: { chunk: 4, error } } });
    await session.actions.openSaved(memoryOf(disk));
    expect(session.store.getState().video).toMatchObject({
      phase: "failed",
      error: { code: "memory-damaged" },
    });
  });
});

describe("the list", () => {
  it("loses what is deleted, also for the memory that is open, until that is taken back", async () => {
    const { store, actions, disk, env, whole } = await savedVisit();
    const { id, bytes } = memoryOf(disk);
    await actions.deleteSaved(id);
    await settled();
    expect(store.getState()).toMatchObject({
      saved: { phase: "ready", memories: [] },
      removing: [{ kind: "memory", id, name: "talk.mp4", bytes }],
      notices: [{ undo: { kind: "removal" } }],
    });
    expect(whole().saving.phase).toBe("none");
    expect(whole().chunks).toHaveLength(19);
    expect(disk.get(id)?.memory.isSaved).toBe(true);
    actions.undo(store.getState().notices[0]!.id);
    await until(store, ({ saved }) => saved.phase === "ready" && saved.memories.length === 1);
    expect(store.getState()).toMatchObject({ removing: [], notices: [] });
    expect(whole().saving).toMatchObject({ phase: "done", memory: { id } });
    env.pass(UNDO_MS);
    await settled();
    expect(disk.get(id)?.memory.isSaved).toBe(true);
  });

  it("loses it for good some seconds later, and the open memory stays until it is closed", async () => {
    const { store, actions, disk, env, engine, whole, dropping } = await savedVisit();
    const { id } = memoryOf(disk);
    await actions.deleteSaved(id);
    env.pass(UNDO_MS);
    await until(store, ({ removing }) => removing.length === 0);
    expect(store.getState().notices).toEqual([]);
    expect(disk.get(id)?.memory.isSaved).toBe(false);
    expect(whole().chunks).toHaveLength(19);
    await dropping(actions.closeVideo());
    expect([disk.size, engine.openMemories()]).toEqual([0, []]);
  });

  it("has what is imported right after it was deleted, for good", async () => {
    const { store, actions, disk, env } = await savedVisit();
    const { id } = memoryOf(disk);
    const file = await actions.exportSaved(id);
    await actions.deleteSaved(id);
    await actions.importMemory(file!);
    const listed = () => {
      const { saved } = store.getState();
      return saved.phase === "ready" ? saved.memories.map(({ name }) => name) : [];
    };
    expect(listed()).toEqual(["talk.mp4"]);
    env.pass(UNDO_MS);
    await settled();
    await actions.refreshSaved();
    expect(listed()).toEqual(["talk.mp4"]);
  });

  it("says why it could not be read, or one not be deleted", async () => {
    const { engine, env, store, actions, disk } = await savedVisit();
    const failure = { code: "memory-storage", message: "The disk is away.", hint: "Try again." };
    engine.failures = { deleteSaved: failure };
    await actions.deleteSaved(memoryOf(disk).id);
    env.pass(UNDO_MS);
    const { notices } = await until(
      store,
      ({ saved, removing }) =>
        removing.length === 0 && saved.phase === "ready" && saved.memories.length === 1,
    );
    expect(notices.map(({ error }) => error)).toEqual([failure]);
    engine.failures = { saved: failure };
    await actions.refreshSaved();
    expect(store.getState().saved).toMatchObject({ phase: "failed", error: failure });
  });
});
