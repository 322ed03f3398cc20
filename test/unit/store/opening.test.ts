import { describe, expect, it } from "vitest";
import { createSessionStore } from "../../../src/store/store.ts";
import { selectLatestReport } from "../../../src/app/timings/use-waterfall.ts";
import { mostUnusualFrame } from "../../../src/store/plan/frame-moments.ts";
import { selectPlan } from "../../../src/store/selectors.ts";
import type { State } from "../../../src/store/types.ts";
import type { SessionEnv } from "../../../src/store/session/env.ts";
import { isVideoAddress, parseVideoUrl } from "../../../src/store/video/video-address.ts";
import { timesOf, wholeOf } from "../../../src/store/video/state.ts";
import { countedDraw } from "../../support/counted-draw.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { clip, session, talk, talkSession } from "../../support/session.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

describe("opening a video", () => {
  it("loads the embedded model first, from beside the page, and once", async () => {
    const { engine, store, actions } = session();
    await actions.openFile(clip());
    await actions.openFile(clip("other.mp4"));
    expect(engine.calls.filter((call) => call.startsWith("loadModel"))).toEqual([
      "loadModel framewise-shapes",
    ]);
    expect(store.getState().model.phase).toBe("ready");
  });

  it("shows frames as they are decoded, then is ready with a plan", async () => {
    const { store, actions } = session();
    const opening = actions.openFile(clip());
    const half = await until(
      store,
      ({ video }) => video.phase === "opening" && video.strip.length === 16,
    );
    expect(half.video).toMatchObject({ step: "decode", frames: 32, decoded: { total: 32 } });
    await opening;
    const { video, plan } = store.getState();
    expect(video).toMatchObject({ look: { kind: "frames" }, file: { name: "clip.mp4" } });
    expect(plan).toMatchObject({ phase: "ready", shown: { request: { retention: 0.25 } } });
  });

  it("goes back to what was there when it is stopped, and frees the pictures of the stopped one", async () => {
    const { open, draw } = countedDraw();
    const { store, actions } = session({ draw });
    await actions.openFile(clip("first.mp4"));
    const second = actions.openFile(clip("second.mp4"));
    await until(store, ({ video }) => video.phase === "opening" && video.strip.length === 5);
    actions.stopOpening();
    await second;
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "first.mp4" },
    });
    expect(store.getState().plan.phase).toBe("ready");
    expect(open.size).toBe(32);
  });

  it("lets go of a file that was inspected when nobody wanted it any more", async () => {
    const { engine, store, actions } = session();
    const inspect = engine.inspect.bind(engine);
    engine.inspect = async (...args) => {
      const inspected = await inspect(...args);
      expect(engine.openFiles()).toEqual(["clip.mp4"]);
      actions.stopOpening(); // too late: the answer is on its way
      return inspected;
    };
    await actions.openFile(clip());
    expect(store.getState().video.phase).toBe("none");
    expect(engine.openFiles()).toEqual([]);
    expect(engine.calls.at(-1)).toBe("inspect clip.mp4");
  });

  it("closes the video that it replaces, in the engine and its pictures", async () => {
    const { open, draw } = countedDraw();
    const { engine, actions, frames } = session({ draw });
    await actions.openFile(clip("first.mp4"));
    const first = frames().video.id;
    await actions.openFile(clip("second.mp4"));
    expect(engine.closed).toEqual([first]);
    expect(open.size).toBe(32);
  });

  it("lets only the latest of two openings win", async () => {
    const { store, actions } = session();
    await Promise.all([actions.openFile(clip("first.mp4")), actions.openFile(clip("second.mp4"))]);
    expect(store.getState().video).toMatchObject({ file: { name: "second.mp4" } });
  });

  it("keeps the failure with its hint, and the way back", async () => {
    const { engine, store, actions } = session();
    await actions.openFile(clip("good.mp4"));
    engine.failures = {
      openFrames: { code: "video-codec", message: "Cannot decode.", hint: "Convert it." },
    };
    await actions.openFile(clip("bad.mov"));
    expect(store.getState().video).toMatchObject({
      phase: "failed",
      name: "bad.mov",
      error: { code: "video-codec", hint: "Convert it." },
    });
    actions.stopOpening();
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "good.mp4" },
    });
  });

  it("leaves frames to the model until the reader chooses, and again after", async () => {
    const { actions, frames } = session();
    await actions.openFile(clip());
    const looked = () => frames().video.looked;
    expect(looked()).toMatchObject({ frames: 32, spread: "centres", isOwn: true });
    await actions.setSpread("ends");
    expect(looked()).toMatchObject({ frames: 32, spread: "ends", isOwn: false });
    await actions.setFrames(8);
    expect(looked()).toMatchObject({ frames: 8, spread: "ends", isOwn: false });
    await actions.setSpread(null);
    await actions.setFrames(null);
    expect(looked()).toMatchObject({ frames: 32, spread: "centres", isOwn: true });
  });

  it("looks at the same file again when the number of frames changes", async () => {
    const { engine, store, actions, frames } = session();
    await actions.openFile(clip());
    const before = store.getState().video;
    await actions.setFrames(8);
    const after = store.getState().video;
    expect(engine.calls.at(-1)).toBe("openFrames clip.mp4 8");
    if (before.phase !== "open" || after.phase !== "open") throw new Error("not open");
    expect(frames().video.timesSec).toHaveLength(8);
    expect(after.file.key).toBe(before.file.key);
  });
});

describe("while something else is coming", () => {
  it("shows no plan of the video before, and shows it again when the opening is stopped", async () => {
    const { store, actions } = session();
    await actions.openFile(clip("first.mp4"));
    const before = selectPlan(store.getState());
    expect(before).not.toBeNull();
    const opening = actions.openFile(clip("second.mp4"));
    await until(store, ({ video }) => video.phase === "opening" && video.strip.length === 5);
    expect(selectPlan(store.getState())).toBeNull();
    expect(selectLatestReport(store.getState())).toBeNull();
    actions.stopOpening();
    await opening;
    expect(selectPlan(store.getState())).toBe(before);
  });

  it("shows no plan of other frames of the same file", async () => {
    const { store, actions } = session();
    await actions.openFile(clip());
    const opening = actions.setFrames(8);
    expect(store.getState().video.phase).toBe("opening");
    expect(selectPlan(store.getState())).toBeNull();
    await opening;
    expect(selectPlan(store.getState())?.frames).toHaveLength(8);
  });

  it("goes back to the choices of the frames that come back when it is stopped", async () => {
    const { store, actions } = session();
    await actions.setFrames(8);
    await actions.openFile(clip());
    const opening = actions.setFrames(16);
    actions.stopOpening();
    await opening;
    expect(store.getState().choices.frames).toBe(8);
    expect(selectPlan(store.getState())?.frames).toHaveLength(8);
  });

  it("shows no plan of the model before under the next one's name", async () => {
    const { engine, store, actions } = session();
    await actions.openFile(clip());
    const before = selectPlan(store.getState());
    engine.failures = { loadModel: { code: "model-missing", message: "No.", hint: "" } };
    const loading = actions.loadModel({ kind: "url", id: "other", url: "https://example.test/" });
    expect(store.getState().model).toMatchObject({ phase: "loading", id: "other" });
    expect(selectPlan(store.getState())).toBeNull();
    await loading;
    expect(selectPlan(store.getState())).toBe(before);
  });
});

describe("the moment on show", () => {
  const shownSec = ({ video, selected }: State): number | undefined =>
    video.phase === "open" ? timesOf(video.look)[selected] : undefined;

  it("stays when another number of frames is looked at, and goes with another file", async () => {
    const { store, actions } = session();
    await actions.openFile(clip());
    actions.selectFrame(24);
    const before = shownSec(store.getState())!;
    await actions.setFrames(16);
    const apart = Math.abs(shownSec(store.getState())! - before);
    expect(store.getState().selected).toBe(12);
    expect(apart).toBeLessThan(2);
    await actions.openFile(clip("other.mp4"));
    expect(store.getState().selected).not.toBe(12);
  });

  it("is the most unusual frame's until the reader chooses another", async () => {
    const { store, actions } = session();
    const unusual = () => mostUnusualFrame(selectPlan(store.getState())!)!;
    await actions.setFrames(32);
    await actions.openFile(clip());
    expect(unusual()).toBe(12);
    expect(store.getState()).toMatchObject({ selected: 12, openedAt: 12 });
    await actions.setFrames(16);
    expect(store.getState()).toMatchObject({ selected: unusual(), openedAt: unusual() });
    actions.stepFrame(3);
    const chosen = store.getState().selected;
    actions.setMethod("vidcom2");
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(store.getState()).toMatchObject({ selected: chosen, openedAt: null });
    await actions.openFile(clip("other.mp4"));
    expect(store.getState()).toMatchObject({ selected: unusual(), openedAt: unusual() });
  });

  it("is the first frame's where a method scores no frames", async () => {
    const { store, actions } = session();
    actions.setMethod("uniform");
    await actions.openFile(clip());
    expect(store.getState()).toMatchObject({ selected: 0, openedAt: 0 });
  });

  it("is waited for while the whole is read, unless the reader looks elsewhere", async () => {
    const { store, actions } = talkSession();
    await actions.openFile(talk());
    await actions.setWay("frames");
    actions.selectFrame(16);
    const before = shownSec(store.getState())!;
    await actions.readAgain();
    expect(Math.abs(shownSec(store.getState())! - before)).toBeLessThan(1);
    const again = actions.readAgain();
    await until(store, ({ video }) => (wholeOf(video)?.chunks.length ?? 0) === 1);
    expect(store.getState().awaitedSec).not.toBeNull();
    actions.selectFrame(3);
    await again;
    expect(store.getState().selected).toBe(3);
  });
});

describe("videos from elsewhere", () => {
  it("reads an address with progress and names the file after it", async () => {
    const env = createTestEnv({
      fetch: () => Promise.resolve(new Response("12345", { headers: { "content-length": "5" } })),
    });
    const store = createSessionStore(createFakeEngine(), env);
    const opening = store.getState().actions.openUrl("https://example.test/a/my%20clip.webm?x=1");
    const fetched = await until(
      store,
      ({ video }) => video.phase === "opening" && video.fetched !== null,
    );
    expect(fetched.video).toMatchObject({ fetched: { done: 5, total: 5 } });
    await opening;
    expect(store.getState().video).toMatchObject({ file: { name: "my clip.webm" } });
  });

  it.each([
    ["not an address", "url-invalid", () => Promise.resolve(new Response(""))],
    ["https://example.test/x.mp4", "url-unreachable", () => Promise.reject(new TypeError("no"))],
    [
      "https://example.test/x.mp4",
      "url-refused",
      () => Promise.resolve(new Response("", { status: 404 })),
    ],
    [
      "https://example.test/x",
      "url-not-a-video",
      () => Promise.resolve(new Response("", { headers: { "content-type": "text/html" } })),
    ],
  ])("says what is wrong with %s (%s)", async (address, code, fetch) => {
    const store = createSessionStore(createFakeEngine(), createTestEnv({ fetch, baseUrl: "x:" }));
    await store.getState().actions.openUrl(address);
    expect(store.getState().video).toMatchObject({ phase: "failed", error: { code } });
  });

  it.each(["at once", "in the middle of the file"])(
    "says that the browser is offline, where it is %s, and tries again when asked",
    async (when) => {
      const lost = () => Promise.reject(new TypeError("network error"));
      let isOnline = false;
      let answer: SessionEnv["fetch"] = lost;
      if (when !== "at once")
        answer = () =>
          Promise.resolve(new Response(new ReadableStream({ pull: lost }, { highWaterMark: 0 })));
      const env = createTestEnv({
        isOnline: () => isOnline,
        fetch: (...request) => answer(...request),
      });
      const store = createSessionStore(createFakeEngine(), env);
      const { actions } = store.getState();
      await actions.openUrl("https://example.test/x.mp4");
      expect(store.getState().video).toMatchObject({
        phase: "failed",
        error: { code: "url-offline", message: expect.stringContaining("offline") as string },
      });
      isOnline = true;
      await actions.retryOpening();
      expect(store.getState().video).toMatchObject({ error: { code: "url-unreachable" } });
      answer = () => Promise.resolve(new Response("12345"));
      await actions.retryOpening();
      expect(store.getState().video).toMatchObject({ phase: "open", file: { name: "x.mp4" } });
    },
  );

  it.each([
    ["example.com/clip.mp4", "https://example.com/clip.mp4"],
    [" 127.0.0.1:4555/full.mp4 ", "http://127.0.0.1:4555/full.mp4"],
    ["localhost:8000/a.webm", "http://localhost:8000/a.webm"],
    ["//cdn.example.com/clip.mp4", "https://cdn.example.com/clip.mp4"],
    ["samples/one-glimpse.mp4", "https://page.test/app/samples/one-glimpse.mp4"],
    ["http://example.com/a b.mp4", "http://example.com/a%20b.mp4"],
  ])("reads %s as people type it", (typed, address) => {
    expect(parseVideoUrl(typed, "https://page.test/app/")).toBe(address);
  });

  it("does not take words for a file beside the page", () => {
    const read = () => parseVideoUrl("a clip of mine", "https://page.test/app/");
    expect(read).toThrow(/not the address of a video/);
  });

  it.each([
    ["https://www.youtube.com/watch?v=abc", "YouTube"],
    ["youtu.be/abc", "YouTube"],
    ["https://vimeo.com/1", "Vimeo"],
  ])("says of %s that the site gives no files away", (typed, site) => {
    let refusal: unknown = null;
    try {
      parseVideoUrl(typed, "https://page.test/");
    } catch (thrown) {
      refusal = thrown;
    }
    expect(refusal).toHaveProperty("code", "url-player-page");
    expect(String(refusal)).toContain(site);
    expect(isVideoAddress(typed)).toBe(true);
  });

  it("opens a sample from beside the page", async () => {
    const asked: string[] = [];
    const env = createTestEnv({
      fetch: (input) => {
        asked.push(input instanceof Request ? input.url : input.toString());
        return Promise.resolve(new Response("bytes"));
      },
    });
    const store = createSessionStore(createFakeEngine(), env);
    const sample = { file: "a.mp4", title: "A", about: "", durationSec: 8, questions: [] };
    await store.getState().actions.openSample(sample);
    expect(asked).toEqual(["https://example.test/app/samples/a.mp4"]);
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "A", sample },
    });
  });
});

describe("the engine's own troubles", () => {
  it("lets an adapter that refuses take the page", async () => {
    const { engine, store, actions } = session();
    engine.failures = {
      loadModel: { code: "device-refused", message: "Refused.", hint: "See chrome://gpu." },
    };
    await actions.openFile(clip());
    expect(store.getState().engine).toMatchObject({
      phase: "failed",
      error: { code: "device-refused" },
    });
  });

  it("shows the loss and the recovery, keeps the turns, and plans again", async () => {
    const { engine, store, actions } = session();
    const stop = actions.start();
    await actions.openFile(clip());
    await actions.ask("What is it?");
    const phases: string[] = [];
    store.subscribe(({ engine: { phase } }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    });
    const plans = engine.requests.length;
    await engine.loseDevice();
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(phases).toEqual(["lost", "recovering", "ready"]);
    expect(store.getState().turns).toHaveLength(1);
    expect(engine.requests.length).toBe(plans + 1);
    stop();
  });

  it("loads the model when the page is idle, and says why when it cannot", async () => {
    const { engine, env, store, actions } = session();
    engine.failures = { loadModel: { code: "model-broken", message: "Broken.", hint: "Reload." } };
    actions.start();
    expect(engine.calls).toEqual([]);
    env.idle();
    await until(store, ({ model }) => model.phase === "failed");
    await actions.ensureModel();
    expect(store.getState().model.phase).toBe("ready");
  });
});
