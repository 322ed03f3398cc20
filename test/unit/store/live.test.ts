import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import type { LiveWish } from "../../../src/store/live/types.ts";
import { selectLastWholeTurn } from "../../../src/store/whole/selectors.ts";
import { memoryIn, wholeOf } from "../../../src/store/video/state.ts";
import type { FakeOptions } from "../../support/fake-engine.ts";
import { createFakeLive, liveDevices } from "../../support/fake-live.ts";
import { session, talk } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const CAMERA: LiveWish = { kind: "camera", deviceId: null };
const BROKEN = { code: "memory-storage", message: "The disk is full.", hint: "Free some." };

function liveSession(fake: FakeOptions = {}) {
  const live = createFakeLive();
  const shown: string[] = [];
  const made = session(
    { model: { maxPositions: 32_768 }, ...fake },
    {
      live: () => Promise.resolve(liveDevices(() => Promise.resolve(live.source), shown)),
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
  return { ...made, live, shown, chunks, start };
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

  it("is asked about its last moments where a question is about them", async () => {
    const { store, actions, start } = liveSession();
    const { ended } = await start(10);
    await actions.ask("What just happened?");
    const rangeOf = () => selectLastWholeTurn(store.getState())?.asked.range;
    expect(rangeOf()).toEqual({ fromSec: 19, toSec: Number.MAX_SAFE_INTEGER });
    await actions.ask("What is the talk about?");
    expect(rangeOf()).toBeUndefined();
    actions.stopReading();
    await ended;
    await actions.ask("What just happened?");
    expect(rangeOf()).toBeUndefined();
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
