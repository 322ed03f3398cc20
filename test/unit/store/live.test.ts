import { describe, expect, it, onTestFinished, vi } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import type { LiveWish } from "../../../src/store/live/types.ts";
import { momentsOf } from "../../../src/store/whole/moments.ts";
import { chunkRole, entryShares } from "../../../src/store/whole/chunk-roles.ts";
import { selectLastWholeTurn } from "../../../src/store/whole/selectors.ts";
import { memoryIn, wholeOf } from "../../../src/store/video/state.ts";
import { selectWatches } from "../../../src/store/live/state.ts";
import { noteOf, watchOf } from "../../../src/store/live/watched-notes.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import type { FakeOptions } from "../../support/fake-engine.ts";
import { createFakeLive, liveDevices } from "../../support/fake-live.ts";
import { session, talk } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const CAMERA: LiveWish = { kind: "camera", deviceId: null };
const BROKEN = { code: "memory-storage", message: "The disk is full.", hint: "Free some." };

const noDevices = () =>
  Promise.resolve(liveDevices(() => Promise.reject(new Error("No source is wanted."))));

function liveSession(fake: FakeOptions = {}) {
  const live = createFakeLive();
  let tellHidden: (isHidden: boolean) => void = () => undefined;
  const shown: string[] = [];
  const made = session(
    { model: { maxPositions: 32_768 }, ...fake },
    {
      live: () =>
        Promise.resolve(
          liveDevices(
            () => Promise.resolve(live.source),
            shown,
            (tell) => {
              tellHidden = tell;
              return () => (tellHidden = () => undefined);
            },
          ),
        ),
    },
  );
  const { store } = made;
  const chunks = async (count: number) => {
    const state = await until(store, ({ video }) => memoryIn(video)?.chunks.length === count);
    return memoryIn(state.video)!;
  };
  /** Starts, and sends pictures for so many chunks. */
  const start = async (count: number) => {
    const ended = made.actions.startLive(CAMERA);
    await until(
      store,
      ({ video }) => wholeOf(video)?.live !== undefined && wholeOf(video) !== null,
    );
    live.send(8 * count);
    await chunks(count);
    return { ended };
  };
  const hide = (isHidden: boolean) => tellHidden(isHidden);
  return { ...made, live, shown, chunks, start, hide };
}

describe("a live source on the page", () => {
  it("fills a memory that grows, keeps the newest frame on show, and is saved when it is stopped", async () => {
    const { store, actions, live, chunks, start, engine } = liveSession();
    const { ended } = await start(2);
    const two = wholeOf(store.getState().video)!;
    expect(two).toMatchObject({
      video: { name: "Camera", chunkCount: 2 },
      reading: { phase: "reading", from: "live" },
      live: { kind: "camera", wanted: 1, isSilent: false, end: null, pace: { factor: 4.2 } },
    });
    expect(two.video.facts.durationSec).toBe(15);
    expect(store.getState().selected).toBe(15);
    live.send(8);
    await chunks(3);
    expect(store.getState().selected).toBe(23);
    // A reader who looks at an older frame is left there.
    actions.selectFrame(4);
    live.send(8);
    await chunks(4);
    expect(store.getState().selected).toBe(4);

    live.send(3);
    actions.stopReading();
    await ended;
    const done = wholeOf(store.getState().video)!;
    expect(done).toMatchObject({
      reading: { phase: "done" },
      saving: { phase: "done" },
      live: { stream: null },
    });
    expect(live.isStopped).toBe(true);
    expect(engine.calls.filter((call) => call.startsWith("openLive"))).toEqual([
      "openLive Camera 1",
    ]);
    expect((await engine.savedMemories()).map(({ name }) => name)).toEqual(["Camera"]);
  });

  it("says when its source sends nothing, and keeps what was read when it ends by itself", async () => {
    const { store, live, start } = liveSession();
    const { ended } = await start(1);
    const now = () => wholeOf(store.getState().video)!;
    live.silence(true);
    expect(now().live?.isSilent).toBe(true);
    live.silence(false);
    expect(now().live?.isSilent).toBe(false);
    live.end("taken-back");
    await ended;
    expect(now()).toMatchObject({
      live: { end: "taken-back" },
      reading: { phase: "done" },
      saving: { phase: "done" },
    });
    expect(now().chunks).toHaveLength(1);
  });

  it("knows when its tab was in the background, and reads on there", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { store, actions, live, chunks, start, hide } = liveSession();
    const { ended } = await start(1);
    const hidden = () => memoryIn(store.getState().video)!.live!.hidden;
    vi.setSystemTime(1_041_000);
    hide(true);
    expect(hidden()).toEqual([{ fromSec: 41, toSec: null }]);
    live.send(8);
    await chunks(2);
    vi.setSystemTime(1_100_500);
    hide(false);
    expect(hidden()).toEqual([{ fromSec: 41, toSec: 100.5 }]);
    actions.stopReading();
    await ended;
    hide(true);
    expect(hidden()).toHaveLength(1);
  });

  it("tells a refusal to whoever asked, and opens nothing", async () => {
    const refused = new AppError("live-refused", "The camera could not be used.", "Allow it.");
    const { store, actions } = session(
      {},
      { live: () => Promise.resolve(liveDevices(() => Promise.reject(refused))) },
    );
    await expect(actions.startLive(CAMERA)).rejects.toBe(refused);
    expect(store.getState().video.phase).toBe("none");
  });

  it("asks before it takes the place of a reading, and is stopped when it may not", async () => {
    const { store, actions, live, start } = liveSession();
    const { ended } = await start(1);
    const other = createFakeLive("Other");
    const opening = actions.openFile(talk());
    await until(store, ({ dialog }) => dialog === "leave");
    await actions.leaveReading("keep");
    await opening;
    expect(wholeOf(store.getState().video)?.video.name).toBe("Camera");
    actions.stopReading();
    await ended;
    expect(live.isStopped).toBe(true);
    other.source.stop();
  });

  it("keeps what was read when the disk is full", async () => {
    const { store, actions, start, engine } = liveSession();
    const { ended } = await start(2);
    engine.failures = { save: BROKEN };
    actions.stopReading();
    await ended;
    expect(wholeOf(store.getState().video)).toMatchObject({
      reading: { phase: "done" },
      saving: { phase: "failed", error: BROKEN },
    });
    expect(wholeOf(store.getState().video)?.chunks).toHaveLength(2);
  });

  it("is asked about its last moments where a question is about them, and its answer goes on with what it saw", async () => {
    const question = "What just happened?";
    const long = "A word ".repeat(150);
    const { store, actions, live, chunks, start } = liveSession({ answers: { [question]: long } });
    const { ended } = await start(10);
    await actions.ask(question);
    const turn = () => selectLastWholeTurn(store.getState())!;
    const roles = () => turn().choice!.chunks.map((_, chunk) => chunkRole(turn().choice!, chunk));
    const lastMinute = ["unseen", "unseen", ...Array<string>(8).fill("detail")];
    expect(roles()).toEqual(lastMinute);
    expect(momentsOf(turn().choice!, new Map())).toHaveLength(8);

    live.send(8);
    await chunks(11);
    await actions.goOn(turn().id);
    expect(roles()).toEqual([...lastMinute, "unseen"]);
    const { chunks: all } = memoryIn(store.getState().video)!;
    expect(entryShares(all, turn().choice, new Map())).toMatchObject({
      detail: turn().choice!.entries,
      ends: 0,
      compact: 0,
    });
    await actions.ask("What is the talk about?");
    expect(roles()).not.toContain("unseen");
    actions.stopReading();
    await ended;
    await actions.ask(question);
    expect(roles()).not.toContain("unseen");
  });
});

describe("a standing question", () => {
  const asked = {
    question: "Is there a star?",
    fires: ["Yes"],
    others: ["No"],
    threshold: 0.6,
    cooldownSec: 10,
  };

  it("is asked about each chunk from the next one on, fires, and rests", async () => {
    const likelihoods: Record<string, readonly number[]> = { [asked.question]: [0.1, 0.9] };
    const { store, actions, live, chunks, shown, start, engine } = liveSession({
      whole: { likelihoods },
    });
    const { ended } = await start(2);
    await actions.watchFor(asked, true);
    const watch = () => memoryIn(store.getState().video)!.live!.watches[0]!;
    const checked = (count: number) => until(store, () => watch().checks === count);
    live.send(8);
    await chunks(3);
    await checked(1);
    expect(watch()).toMatchObject({ hits: [], last: { timeSec: 20 } });
    expect(watch().last?.probability).toBeCloseTo(0.1);

    likelihoods[asked.question] = [0.9, 0.1];
    live.send(8);
    await checked(2);
    live.send(8);
    await checked(3); // eight seconds later it still rests
    live.send(8);
    await checked(4);
    expect(watch().hits.map(({ chunk }) => chunk)).toEqual([3, 5]);
    expect(watch().hits[0]).toMatchObject({ timeSec: 28, picture: null });
    expect(shown).toEqual(["Is there a star? Camera", "Is there a star? Camera"]);
    expect(engine.calls.filter((call) => call === "ask Is there a star?")).toHaveLength(4);

    await actions.stopWatching(watch().id);
    live.send(8);
    await chunks(7);
    actions.stopReading();
    await ended;
    expect(engine.calls.filter((call) => call === "ask Is there a star?")).toHaveLength(4);
  });

  it("is kept with the memory: its log comes back, and goes along in a file", async () => {
    const disk: FakeDisk = new Map();
    const likelihoods = { [asked.question]: [0.9, 0.1] };
    const { store, actions, live, chunks, start } = liveSession({ whole: { likelihoods, disk } });
    const { ended } = await start(1);
    await actions.watchFor(asked, false);
    const other = { ...asked, question: "Is there a box?" };
    await actions.watchFor(other, false);
    live.send(8);
    await chunks(2);
    const noted = () => [...disk.values()][0]?.notes?.watched ?? [];
    // What fired is on the disk before anybody saves it.
    await until(store, ({ video }) => memoryIn(video)!.live!.watches[1]?.checks === 1);
    await expect.poll(() => noted().map(({ hits }) => hits.length)).toEqual([1, 0]);
    await actions.stopWatching(memoryIn(store.getState().video)!.live!.watches[1]!.id);
    await expect.poll(() => noted().map(({ question }) => question)).toEqual([asked.question]);
    actions.stopReading();
    await ended;
    const wanted = { ...asked, checks: 1, skipped: 0 };
    const hit = { chunk: 1, timeSec: 12, probability: expect.closeTo(0.9), picture: null };
    expect(noted()).toEqual([{ ...wanted, hits: [hit] }]);
    const { saving } = wholeOf(store.getState().video)!;
    const file = await actions.exportSaved(saving.phase === "done" ? saving.memory.id : "");

    const later = session({ model: { maxPositions: 32_768 } }, { live: noDevices });
    await later.actions.importMemory(file!);
    const [memory] = await later.engine.savedMemories();
    await later.actions.openSaved(memory!);
    expect(selectWatches(later.store.getState())).toEqual([]);
    await later.actions.refreshNotes();
    expect(selectWatches(later.store.getState())).toMatchObject([
      { asked, checks: 1, skipped: 0, last: null, hits: [hit] },
    ]);
  });

  it("has its pictures as text on the disk", async () => {
    const bytes = Uint8Array.from({ length: 9_000 }, (_, i) => (i * 7919) % 256);
    const picture = new Blob([bytes], { type: "image/jpeg" });
    const hit = { chunk: 3, timeSec: 28, probability: 0.9, picture };
    const watch = { id: 1, asked, last: null, checks: 9, skipped: 1, notifies: true, error: null };
    const note = await noteOf({ ...watch, hits: [hit] });
    const back = watchOf(JSON.parse(JSON.stringify(note)) as typeof note);
    expect(back).toMatchObject({ asked, checks: 9, skipped: 1, notifies: false });
    const { picture: again } = back.hits[0]!;
    expect(again?.type).toBe("image/jpeg");
    expect(new Uint8Array(await again!.arrayBuffer())).toEqual(bytes);
    const broken = { ...note, hits: [{ ...note.hits[0]!, picture: "no b@se64" }] };
    expect(watchOf(broken).hits[0]?.picture).toBeNull();
  });

  it("that fails says why, and is asked about the next chunk", async () => {
    const { store, actions, live, start, engine } = liveSession();
    const { ended } = await start(1);
    await actions.watchFor(asked, false);
    const watch = () => memoryIn(store.getState().video)!.live!.watches[0]!;
    engine.failures = { ask: BROKEN };
    live.send(8);
    await until(store, () => watch().error !== null);
    expect(watch().error).toMatchObject(BROKEN);
    live.send(8);
    await until(store, () => watch().checks === 1);
    expect(watch().error).toBeNull();
    actions.stopReading();
    await ended;
  });
});
