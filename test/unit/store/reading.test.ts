import { framesOf, timesOf, wholeOf } from "../../../src/store/video/state.ts";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import {
  selectAskBlock,
  selectCompareBlock,
  selectShownTime,
} from "../../../src/store/selectors.ts";
import { timeUnasked } from "../../../src/store/whole/time-unasked.ts";
import { countedDraw } from "../../support/counted-draw.ts";
import { session, TALK_CHUNKS, talkSession, talk } from "../../support/session.ts";
import type { FakeWholeOptions } from "../../support/fake-whole.ts";
import { until } from "../../support/test-env.ts";

const broken = new AppError("video-undecodable", "It broke at 0:40.", "Go on behind it.");

describe("a long video", () => {
  it("is inspected, then read whole by itself: no frame is looked at before", async () => {
    const { engine, store, actions, open, whole } = talkSession();
    await actions.openFile(talk());
    expect(engine.calls.slice(1)).toEqual(["inspect talk.mp4", "openWhole talk.mp4 1"]);
    expect(open().file.name).toBe("talk.mp4");
    expect(whole()).toMatchObject({ reading: { phase: "done" }, savedAs: null });
    expect(whole().chunks).toHaveLength(TALK_CHUNKS);
    expect(whole().timesSec).toHaveLength(152);
    expect(whole().strip).toHaveLength(152);
    expect(store.getState().plan.phase).toBe("none");
  });

  it("stays with frames when it is short", async () => {
    const { engine, store, actions } = talkSession({ facts: { durationSec: 110 } });
    await actions.openFile(talk());
    expect(framesOf(store.getState().video)).not.toBeNull();
    expect(engine.calls.at(-1)).toBe("openFrames talk.mp4 32");
  });

  it("is read at the highest rate that the model's context has room for", async () => {
    const { engine, actions, store } = talkSession({
      facts: { durationSec: 50_000 },
      model: { maxPositions: 3_000 },
    });
    const opening = actions.openFile(talk());
    await until(store, ({ video }) => wholeOf(video) !== null);
    expect(store.getState().wholeChoices.framesPerSec).toBe(1 / 4);
    await actions.closeVideo();
    await opening;
    expect(engine.openMemories()).toEqual([]);
  });

  it("fills from its first chunk on, with the time that is left", async () => {
    const { store, actions, chunks } = talkSession();
    const opening = actions.openFile(talk());
    await until(store, ({ video }) => wholeOf(video) !== null);
    expect(selectAskBlock(store.getState())).toBe("first-chunk");
    const two = await chunks(2);
    expect(two.reading).toMatchObject({ phase: "reading", from: "video", ending: null });
    expect(two.reading.phase === "reading" && two.reading.leftMs).toBeGreaterThan(0);
    expect(two.use.detailed).toBe(two.chunks[0]!.detailed * 2);
    expect(selectAskBlock(store.getState())).toBeNull();
    expect(selectCompareBlock(store.getState())).toBe("whole-video");
    await opening;
  });

  it("looks at frames where its model cannot read chunk by chunk, and says why", async () => {
    const { engine, store, actions } = talkSession({ model: { canReadWhole: false } });
    await actions.openFile(talk());
    expect(framesOf(store.getState().video)).not.toBeNull();
    expect(engine.calls.slice(1)).toEqual(["inspect talk.mp4", "openFrames talk.mp4 32"]);
    expect(store.getState().notices).toMatchObject([
      { kind: "info", error: { code: "memory-family" } },
    ]);
  });

  it("keeps one picture a chunk where there are very many, and closes all with the video", async () => {
    const { open, draw } = countedDraw();
    const { actions, whole, dropping } = talkSession({ draw, facts: { durationSec: 1_600 } });
    await actions.openFile(talk());
    expect(whole().strip).toHaveLength(200);
    expect(open.size).toBe(200);
    await dropping(actions.closeVideo());
    expect(open.size).toBe(0);
  });
});

describe("a reading that takes long", () => {
  /** A session on a machine that needs two minutes a chunk: the clock is looked at twice for each. */
  const slow = () => {
    let clock = 0;
    const options = { facts: { durationSec: 152 }, model: { maxPositions: 32_768 } };
    return session(options, { now: () => (clock += 60_000) });
  };

  it("waits for the reader where nobody asked for it, and says how long", async () => {
    const { actions, whole } = slow();
    await actions.openFile(talk());
    expect(whole().reading.phase).toBe("paused");
    expect(whole().chunks.length).toBeLessThan(6);
    expect(whole().awaitsMs).toBe(2 * 60_000 * (TALK_CHUNKS - 3));
    await actions.ask("What is it?");
    await actions.readOn();
    expect(whole()).toMatchObject({ reading: { phase: "done" }, awaitsMs: null });
  });

  it("goes on where the reader asked for it", async () => {
    const { actions, whole } = slow();
    await actions.openFile(talk());
    await actions.readAgain();
    expect(whole()).toMatchObject({ reading: { phase: "done" }, awaitsMs: null });
  });

  it("is not long where the last chunks are quick: the first one has more to do", () => {
    let clock = 0;
    const told = (tookMs: readonly number[]) => {
      const timeOf = timeUnasked(() => clock);
      return tookMs.map((took, index) => {
        clock += took;
        return timeOf(900 - index);
      });
    };
    expect(told([60_000, 900, 700, 60_000])).toEqual([null, null, null, null]);
    expect(told([60_000, 9_000, 7_000, 7_000])).toEqual([null, null, 7_000 * 898, null]);
  });
});

describe("pausing", () => {
  it("keeps what was read, and goes on from there", async () => {
    const { engine, actions, chunks, whole } = talkSession();
    const opening = actions.openFile(talk());
    await chunks(3);
    actions.pauseReading();
    expect(whole().reading).toMatchObject({ phase: "reading", ending: "paused" });
    await opening;
    expect(whole().reading.phase).toBe("paused");
    const read = whole().chunks.length;
    expect(read).toBeLessThan(TALK_CHUNKS);
    await actions.readOn();
    expect(engine.calls.at(-1)).toBe("resume");
    expect(whole()).toMatchObject({ reading: { phase: "done" } });
    expect(whole().chunks.map(({ index }) => index)).toEqual(
      Array.from({ length: TALK_CHUNKS }, (_, index) => index),
    );
    expect(whole().strip).toHaveLength(152);
  });

  it("can be the end of it", async () => {
    const { actions, chunks, whole } = talkSession();
    const opening = actions.openFile(talk());
    await chunks(2);
    actions.stopReading();
    await opening;
    expect(whole().reading.phase).toBe("stopped");
  });

  it("happens when another video opens, and the way back finds it paused", async () => {
    const { engine, store, actions, chunks, open, whole } = talkSession();
    const first = actions.openFile(talk());
    await chunks(2);
    engine.hold();
    const second = actions.openFile(talk("other.mp4"));
    void actions.leaveReading("drop");
    actions.stopOpening();
    engine.release();
    await Promise.all([first, second]);
    expect(open().file.name).toBe("talk.mp4");
    expect(whole().reading.phase).toBe("paused");
    await actions.ask("What is it?");
    expect(store.getState().turns[0]?.state.phase).toBe("done");
  });

  it.each(["keep", "drop", "save"] as const)(
    "is asked about before another video opens: %s",
    async (choice) => {
      const { store, actions, chunks, open } = talkSession();
      const first = actions.openFile(talk());
      await chunks(2);
      const second = actions.openFile(talk("other.mp4"));
      expect(store.getState().dialog).toBe("leave");
      expect(open().file.name).toBe("talk.mp4");
      await actions.leaveReading(choice);
      expect(store.getState().dialog).toBe("none");
      await Promise.all([first, second]);
      expect(open().file.name).toBe(choice === "keep" ? "talk.mp4" : "other.mp4");
      await actions.refreshSaved();
      const { saved } = store.getState();
      const names = saved.phase === "ready" ? saved.memories.map(({ name }) => name) : [];
      expect(names).toEqual(choice === "save" ? ["talk.mp4"] : []);
    },
  );

  it("before the first chunk leaves nothing behind", async () => {
    const { open, draw } = countedDraw();
    const { engine, store, actions } = talkSession({ draw });
    const first = actions.openFile(talk());
    await until(store, ({ video }) => wholeOf(video)?.strip.length === 4);
    await actions.closeVideo();
    await first;
    expect(store.getState().video.phase).toBe("none");
    expect(engine.openMemories()).toEqual([]);
    expect(open.size).toBe(0);
  });
});

describe("what goes wrong while it is read", () => {
  it("is shown where it happened, and the reading can go on", async () => {
    const { actions, whole } = talkSession({ whole: { failChunk: { chunk: 5, error: broken } } });
    await actions.openFile(talk());
    expect(whole().reading).toMatchObject({
      phase: "failed",
      error: { code: "video-undecodable" },
    });
    expect(whole().chunks).toHaveLength(5);
    await actions.readOn();
    expect(whole().reading.phase).toBe("done");
  });

  it("takes the left side when nothing has been read", async () => {
    const { engine, store, actions } = talkSession({
      whole: { failChunk: { chunk: 0, error: broken } },
    });
    await actions.openFile(talk());
    expect(store.getState().video).toMatchObject({
      phase: "failed",
      name: "talk.mp4",
      error: { code: "video-undecodable", hint: "Go on behind it." },
    });
    expect(engine.openMemories()).toEqual([]);
  });

  it("is said when the memory does not fit, and the video before stays", async () => {
    const { engine, store, actions, open, dropping } = talkSession();
    await actions.openFile(talk());
    engine.failures = {
      openWhole: { code: "memory-budget", message: "Too long.", hint: "A lower rate." },
    };
    await dropping(actions.openFile(talk("longer.mp4")));
    expect(store.getState().video).toMatchObject({ phase: "failed", name: "longer.mp4" });
    actions.stopOpening();
    expect(open().file.name).toBe("talk.mp4");
  });

  it("can be read at a lower rate then, or looked at frame by frame", async () => {
    const { engine, store, actions, whole, dropping } = talkSession();
    const refusal = { code: "memory-budget", message: "Too long.", hint: "A lower rate." };
    engine.failures = { openWhole: refusal };
    await actions.openFile(talk());
    actions.chooseReading({ framesPerSec: 1 / 2 });
    await actions.readAgain();
    expect(whole().video.settings.framesPerSec).toBe(1 / 2);
    engine.failures = { openWhole: refusal };
    await dropping(actions.openFile(talk("other.mp4")));
    await actions.setWay("frames");
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "other.mp4" },
    });
  });

  it("is no failure when the file ends early", async () => {
    const { actions, whole } = talkSession({ whole: { endsAt: 7 } });
    await actions.openFile(talk());
    expect(whole().reading.phase).toBe("ended");
    expect(whole().chunks).toHaveLength(7);
  });
});

describe("frames and the whole", () => {
  it("are two ways to look at one file; its memory and the moment on show stay meanwhile", async () => {
    const { engine, store, actions, open, whole, dropping } = talkSession();
    await actions.openFile(talk());
    const { id } = whole().video;
    await actions.setWay("frames");
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "talk.mp4" },
    });
    expect(engine.openMemories()).toEqual([id]);
    await actions.setFrames(8);
    actions.selectFrame(3);
    const momentSec = timesOf(open().look)[3]!;
    await actions.setWay("whole");
    expect(whole().video.id).toBe(id);
    expect(selectShownTime(store.getState())).toBeCloseTo(momentSec, 0);
    await actions.setWay("frames");
    expect(store.getState().selected).toBe(3);
    await actions.setWay("whole");
    expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toHaveLength(1);
    expect(engine.closed).toHaveLength(3);
    await dropping(actions.closeVideo());
    expect(engine.openMemories()).toEqual([]);
  });

  it("a short clip can be read whole too", async () => {
    const { actions, whole, engine } = talkSession({ facts: { durationSec: 60 } });
    await actions.openFile(talk());
    await actions.setWay("whole");
    expect(whole().chunks).toHaveLength(8);
    expect(engine.closed).toHaveLength(1);
  });

  it("the next file goes by its own length again", async () => {
    const { store, actions, dropping } = talkSession();
    await actions.openFile(talk());
    await actions.setWay("frames");
    await dropping(actions.openFile(talk("other.mp4")));
    expect(store.getState().video).toMatchObject({
      look: { kind: "whole" },
      file: { name: "other.mp4" },
    });
  });
});

describe("choices of reading", () => {
  it("throw nothing away; another reading takes a press", async () => {
    const { engine, actions, whole } = talkSession();
    await actions.openFile(talk());
    const { id } = whole().video;
    actions.chooseReading({ framesPerSec: 1 / 4, scorer: "uniform" });
    expect(whole().video.id).toBe(id);
    await actions.readAgain();
    expect(whole().video.id).not.toBe(id);
    expect(whole().video.settings).toMatchObject({ framesPerSec: 1 / 4, scorer: "uniform" });
    expect(whole().chunks[0]?.scores).toBeNull();
    expect(engine.openMemories()).toEqual([whole().video.id]);
  });

  it("lose nothing that was read before the other reading has come to its end", async () => {
    const { engine, store, actions, open, whole, chunks } = talkSession();
    await actions.openFile(talk());
    const { id } = whole().video;
    await actions.ask("What is it?");
    actions.chooseReading({ framesPerSec: 1 / 4 });
    const reading = actions.readAgain();
    const { video } = await chunks(2);
    expect(video.id).not.toBe(id);
    expect(open().earlier?.video.id).toBe(id);
    expect(engine.openMemories()).toEqual([id, video.id]);
    // Looked at by frames meanwhile, and read again once more, it is still there.
    await actions.setWay("frames");
    await reading;
    expect(open().earlier?.video.id).toBe(id);
    await actions.setWay("whole");
    const again = actions.readAgain();
    await until(
      store,
      ({ video: now }) => ![id, video.id, undefined].includes(wholeOf(now)?.video.id),
    );
    await actions.goBackToEarlier();
    await again;
    expect(whole()).toMatchObject({ video: { id }, reading: { phase: "done" } });
    expect(open().earlier).toBeNull();
    expect(store.getState().wholeChoices.framesPerSec).toBe(whole().video.settings.framesPerSec);
    expect(engine.openMemories()).toEqual([id]);
    await actions.ask("And then?");
    expect(store.getState().turns.map(({ state }) => state.phase)).toEqual(["done", "done"]);
  });

  it("ask before what was read before goes with another video, and save it", async () => {
    const { engine, store, actions, chunks } = talkSession();
    await actions.openFile(talk());
    actions.chooseReading({ framesPerSec: 1 / 4 });
    const again = actions.readAgain();
    await until(store, ({ video }) => (wholeOf(video)?.chunks.length ?? TALK_CHUNKS) < TALK_CHUNKS);
    const leaving = actions.openFile(talk("other.mp4"));
    await until(store, ({ dialog }) => dialog === "leave");
    await Promise.all([actions.leaveReading("save"), leaving, again]);
    await chunks(1);
    const { saved } = store.getState();
    expect(saved.phase === "ready" && saved.memories.map((one) => [one.name, one.chunks])).toEqual([
      ["talk.mp4", TALK_CHUNKS],
    ]);
    expect(engine.openMemories()).toHaveLength(1);
  });

  it("a reading that fails with nothing in it gives back what was read before, with the reason", async () => {
    const ways: FakeWholeOptions = {};
    const { engine, store, actions, open, whole } = talkSession({ whole: ways });
    await actions.openFile(talk());
    const { id } = whole().video;
    ways.failChunk = { chunk: 0, error: broken };
    await actions.readAgain();
    expect(whole().video.id).toBe(id);
    expect(open().earlier).toBeNull();
    expect(store.getState().notices.map(({ error }) => error.message)).toEqual([broken.message]);
    expect(engine.openMemories()).toEqual([id]);
  });

  it("a video is read again with another model", async () => {
    const { engine, store, actions, whole } = talkSession();
    await actions.openFile(talk());
    const loading = actions.loadModel({ kind: "files", id: "mine", files: new Map() });
    await actions.leaveReading("drop");
    await loading;
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: "mine" } });
    expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toHaveLength(2);
    expect(whole().chunks).toHaveLength(TALK_CHUNKS);
    expect(engine.openMemories()).toHaveLength(1);
  });
});
