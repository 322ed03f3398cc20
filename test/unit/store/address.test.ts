// The address: what it says of a view, and how the page and the browser's history follow each other.

import { describe, expect, it } from "vitest";
import { readView, viewHash, type View } from "../../../src/store/address/view.ts";
import { selectOpenVideo } from "../../../src/store/selectors.ts";
import { createFakeAddress } from "../../support/fake-address.ts";
import { clip, session, talkSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const VIEWS: [string, View][] = [
  [
    "#view?sample=one-glimpse.mp4&plan=cover%2C0.25",
    {
      sample: "one-glimpse.mp4",
      request: { method: "cover", retention: 0.25 },
      looking: {},
      question: null,
    },
  ],
  [
    "#view?plan=vidcom2%3Acosine%2C0.1%2Cbudget%3Deven%2Cpositions%3Dcompact&frames=16&spread=ends&tokens=256",
    {
      sample: null,
      request: {
        method: "vidcom2",
        variant: "cosine",
        retention: 0.1,
        budget: "even",
        positions: "compact",
      },
      looking: { frames: 16, spread: "ends", stepTokens: 256 },
      question: null,
    },
  ],
  [
    "#view?sample=a+b.mp4&plan=random%2C0.5%2Cseed%3D7&q=What+%26+where+%3D+%E2%80%9Cit%E2%80%9D%3F",
    {
      sample: "a b.mp4",
      request: { method: "random", retention: 0.5, seed: 7 },
      looking: {},
      question: "What & where = “it”?",
    },
  ],
];

describe("a view", () => {
  it.each(VIEWS)("%s", (hash, view) => {
    expect(viewHash(view)).toBe(hash);
    expect(readView(hash)).toEqual({ ...view, unknownPlan: null });
    expect(new URL(hash, "https://example.test/app/").hash).toBe(hash);
  });

  it.each(["", "#", "#view", "#view?", "#view?plan=", "#view?frames=8"])("is none: %s", (hash) =>
    expect(readView(hash)).toBeNull(),
  );

  it("has the default plan where a link names none, or one that is not there", () => {
    const view = {
      sample: "a.mp4",
      request: { method: "cover", retention: 0.25 },
      looking: {},
      question: null,
    };
    for (const shortened of ["", "&plan="])
      expect(readView(`#view?sample=a.mp4${shortened}`)).toEqual({ ...view, unknownPlan: null });
    for (const unknownPlan of ["none,0.1", "cover,2"])
      expect(readView(`#view?sample=a.mp4&plan=${unknownPlan}`)).toEqual({ ...view, unknownPlan });
  });

  it("leaves out what it cannot read", () => {
    expect(readView("#view?plan=cover,0.1,seed=x&frames=900&spread=up&q=%20")).toEqual({
      sample: null,
      unknownPlan: null,
      request: { method: "cover", retention: 0.1 },
      looking: {},
      question: null,
    });
  });

  it("is empty at the start", () => expect(viewHash(null)).toBe(""));
});

const SAMPLES = ["one.mp4", "two.mp4"].map((file) => ({
  file,
  title: file.slice(0, 3),
  about: "",
  durationSec: 8,
  questions: [],
}));
const list = JSON.stringify(SAMPLES);

const settled = () => new Promise((resolve) => setTimeout(resolve));

function begin(hash = "") {
  const address = createFakeAddress(hash);
  const made = session(
    {},
    {
      address,
      fetch: (input) => {
        const url = input instanceof Request ? input.url : new URL(input).href;
        return Promise.resolve(new Response(url.endsWith("samples.json") ? list : "bytes"));
      },
    },
  );
  made.actions.start();
  const name = () => selectOpenVideo(made.store.getState())?.file.name ?? null;
  const shows = (wanted: string | null) => until(made.store, () => name() === wanted);
  return { ...made, address, name, shows };
}

/** Asks, goes back meanwhile, and stays when the page asks whether to leave; returns what lets the answer come to its end. */
async function askAndStay({ actions, address, engine, store }: ReturnType<typeof begin>) {
  engine.hold();
  const asking = actions.ask("What?");
  await until(store, ({ turns }) => turns.length === 1);
  address.go(-1);
  await until(store, ({ dialog }) => dialog === "leave");
  await actions.leaveReading("keep");
  await settled();
  return () => {
    engine.release();
    return asking;
  };
}

describe("the history", () => {
  it("has an entry for each video, whose settings change it in place", async () => {
    const { actions, address, env } = begin();
    expect(address.hashes()).toEqual([""]);
    await actions.openSample(SAMPLES[0]!);
    actions.setRetention(0.5);
    actions.setRetention(0.4);
    expect(address.hashes().at(-1)).toBe("#view?sample=one.mp4&plan=cover%2C0.25");
    env.pass(300);
    await actions.ask("What?");
    env.pass(300);
    await actions.openFile(clip());
    expect(address.hashes()).toEqual([
      "",
      "#view?sample=one.mp4&plan=cover%2C0.4&q=What%3F",
      "#view?plan=cover%2C0.4",
    ]);
  });

  it("goes back and on, through samples, a file of this visit and the start", async () => {
    const { actions, address, shows, store, env, name, engine } = begin();
    await actions.openSample(SAMPLES[0]!);
    actions.setRetention(0.5);
    env.pass(300);
    await actions.openFile(clip("mine.mp4"));
    actions.setRetention(0.1);
    env.pass(300);
    address.go(-1);
    await shows("one");
    expect(store.getState().choices.retention).toBe(0.5);
    address.go(1);
    await shows("mine.mp4");
    expect(store.getState().choices.retention).toBe(0.1);
    const calls = engine.calls.length;
    address.go(-2);
    await shows(null);
    expect(store.getState().video).toMatchObject({ phase: "none", previous: { phase: "open" } });
    address.go(2);
    await shows("mine.mp4");
    expect(engine.calls.length).toBe(calls); // it stayed open behind the start
    expect(name()).toBe("mine.mp4");
    expect(address.hashes().length).toBe(3);
  });

  it("takes another number of frames back", async () => {
    const { actions, address, shows, frames } = begin();
    await actions.setFrames(4);
    await actions.openSample(SAMPLES[0]!);
    await actions.openSample(SAMPLES[1]!);
    await actions.setFrames(6);
    address.go(-1);
    await shows("one");
    expect(frames().video.timesSec.length).toBe(4);
  });

  it("opens a link's view, with its question in the prompt, in the entry that is there", async () => {
    const { address, shows, frames, store, engine } = begin(
      "#view?sample=two.mp4&plan=uniform,0.1&frames=4&q=What?",
    );
    await shows("two");
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(frames().video.timesSec.length).toBe(4);
    expect(store.getState()).toMatchObject({
      choices: { method: "uniform", retention: 0.1 },
      draft: "What?",
    });
    expect(engine.calls.filter((call) => call.startsWith("ask"))).toEqual([]);
    expect(address.hashes().length).toBe(1);
  });

  it("goes back to a link's view, and stays with what is asked after it", async () => {
    const begun = begin("#view?sample=two.mp4");
    const { actions, address, name, shows } = begun;
    await shows("two");
    await actions.openSample(SAMPLES[0]!);
    address.go(-1);
    await shows("two");
    address.go(1);
    await shows("one");
    const answered = await askAndStay(begun);
    expect(name()).toBe("one");
    expect(address.read().hash).toContain("one.mp4");
    await answered();
  });

  it("goes back to a link whose opening was stopped, and stays with what is asked after it", async () => {
    const link = "#view?sample=two.mp4";
    const begun = begin(link);
    const { actions, address, engine, name, shows, store } = begun;
    engine.hold();
    await until(store, ({ video }) => video.phase === "opening");
    // The opening has no entry of its own: Back leads to where the link was.
    expect(address.hashes()).toEqual([link]);
    actions.stopOpening();
    engine.release();
    await settled();
    // The address is still the link's, as of a page that a browser has stopped loading.
    expect(address.hashes()).toEqual([link]);
    await actions.openSample(SAMPLES[0]!);
    const answered = await askAndStay(begun);
    expect(name()).toBe("one");
    expect(address.read().hash).toContain("one.mp4");
    await answered();
    address.go(-1);
    await shows("two");
    address.go(1);
    await shows("one");
  });

  it("opens a link that names a sample and nothing else, with the default plan", async () => {
    const { address, shows, store } = begin("#view?sample=two.mp4");
    await shows("two");
    expect(store.getState()).toMatchObject({
      choices: { method: "cover", retention: 0.25 },
      notices: [],
    });
    await expect.poll(() => address.hashes()).toEqual(["#view?sample=two.mp4&plan=cover%2C0.25"]);
  });

  it("says when a link's plan is not there, and opens its sample", async () => {
    const { shows, store } = begin("#view?sample=two.mp4&plan=magic,0.25");
    await shows("two");
    expect(store.getState().notices).toMatchObject([{ kind: "info", error: { code: "link" } }]);
    expect(store.getState().notices[0]?.error.message).toContain("magic,0.25");
  });

  it("says when a link's sample is not there, and leaves other addresses alone", async () => {
    const { address, store } = begin("#view?sample=gone.mp4&plan=uniform,0.1");
    await until(store, ({ notices }) => notices.length > 0);
    expect(store.getState().notices[0]?.error.message).toContain("gone.mp4");
    address.type("#something-else");
    expect(address.hashes().at(-1)).toBe("#something-else");
    expect(store.getState().video.phase).toBe("none");
  });
});

describe("an opening", () => {
  /** Opens a sample, and a file of which nothing has been seen yet. */
  async function opening() {
    const made = begin();
    await made.actions.openSample(SAMPLES[0]!);
    made.engine.hold();
    const opened = made.actions.openFile(clip());
    await until(made.store, ({ video }) => video.phase === "opening" && video.file !== null);
    return { ...made, opened, one: made.address.hashes()[1]! };
  }

  it("ends when the reader goes back, and leaves him where he was", async () => {
    const { address, engine, opened, shows, one } = await opening();
    expect(address.hashes()).toEqual(["", one, one]);
    address.go(-1);
    await shows("one");
    engine.release();
    await opened;
    await shows("one");
    expect(address.read().hash).toBe(one);
    expect(address.hashes()).toEqual(["", one, one]);
  });

  it("leaves the start for it, which was the page's first entry", async () => {
    const { actions, address, engine, store } = begin();
    await settled();
    engine.hold();
    const opened = actions.openSample(SAMPLES[0]!);
    await until(store, ({ video }) => video.phase === "opening");
    expect(address.hashes()).toEqual(["", ""]);
    address.go(-1);
    await until(store, ({ video }) => video.phase === "none");
    engine.release();
    await opened;
    expect(store.getState().video).toEqual({ phase: "none", previous: null });
  });

  it("gives its entry to what has opened, or to the next when it is stopped or fails", async () => {
    const { actions, address, engine, opened, shows, one } = await opening();
    actions.stopOpening();
    await shows("one");
    expect(address.read().hash).toBe(one);
    engine.release();
    await opened;
    await actions.openUrl("no address");
    await actions.openSample(SAMPLES[1]!);
    expect(address.hashes()).toEqual(["", one, one.replace("one", "two")]);
    await actions.setFrames(6);
    expect(address.hashes()).toHaveLength(3);
    address.go(-1);
    await shows("one");
  });
});

describe("going back while something is under way", () => {
  async function answering() {
    const made = begin();
    await made.actions.openSample(SAMPLES[0]!);
    await made.actions.openSample(SAMPLES[1]!);
    made.actions.setRetention(0.5);
    made.env.pass(300);
    made.engine.hold();
    const asking = made.actions.ask("What?");
    await until(made.store, ({ turns }) => turns.length === 1);
    made.address.go(-1);
    await until(made.store, ({ dialog }) => dialog === "leave");
    return { ...made, asking };
  }

  it("stays with the answer, in the entry that it was in, when the reader wants to", async () => {
    const { actions, address, store, engine, name, asking, shows } = await answering();
    const hashes = address.hashes();
    expect(address.read().hash).toBe(hashes[1]);
    await actions.leaveReading("keep");
    await settled();
    expect(address.hashes()).toEqual([...hashes.slice(0, 2), `${hashes[2]}&q=What%3F`]);
    expect(address.read().hash).toBe(address.hashes()[2]);
    expect(name()).toBe("two");
    expect(store.getState().choices.retention).toBe(0.5);
    engine.release();
    await asking;
    expect(store.getState().turns[0]?.state.phase).toBe("done");
    address.go(-1);
    await shows("one");
    expect(store.getState().dialog).toBe("none");
    expect(store.getState().choices.retention).toBe(0.25);
  });

  it("leaves it when the reader says so", async () => {
    const { actions, address, store, engine, asking, shows } = await answering();
    const leaving = actions.leaveReading("drop");
    engine.release();
    await Promise.all([leaving, asking]);
    await shows("one");
    expect(store.getState().turns[0]?.state.phase).toBe("stopped");
    expect(address.read().hash).toContain("one.mp4");
    address.go(1);
    await shows("two");
  });

  it("asks once more when the reader goes further back meanwhile", async () => {
    const { actions, address, store, engine, name, asking } = await answering();
    address.go(-1);
    await until(store, ({ video }) => video.phase === "none");
    // The start loses nothing: the answer goes on behind it.
    expect(store.getState().dialog).toBe("none");
    engine.release();
    await asking;
    actions.stopOpening();
    expect(name()).toBe("two");
    expect(store.getState().turns[0]?.state.phase).toBe("done");
  });

  it("asks before a reading is left, which goes on where the reader stays", async () => {
    const address = createFakeAddress();
    const { actions, chunks, engine, store, whole } = session(
      { facts: { durationSec: 152 }, model: { maxPositions: 32_768 } },
      { address },
    );
    actions.start();
    await actions.openFile(clip());
    await actions.saveMemory();
    const reading = actions.openFile(new File(["x".repeat(4_000)], "talk.mp4"));
    await chunks(2);
    address.go(-1);
    await until(store, ({ dialog }) => dialog === "leave");
    await actions.leaveReading("keep");
    await reading;
    expect(whole()).toMatchObject({ reading: { phase: "done" }, chunks: { length: 19 } });
    expect(engine.openMemories()).toHaveLength(1);
  });
});

describe("the start", () => {
  it("lets a reading go on behind it, and takes the reader back to it", async () => {
    const { actions, engine, store, chunks, whole } = talkSession();
    const reading = actions.openFile(new File(["x".repeat(4_000)], "talk.mp4"));
    await chunks(2);
    engine.hold();
    actions.leaveVideo();
    expect(store.getState().video.phase).toBe("none");
    engine.release();
    await reading;
    actions.stopOpening();
    expect(whole().reading.phase).toBe("done");
    expect(engine.openMemories()).toEqual([whole().video.id]);
  });

  it("gives what is behind it up for another video only when that is there", async () => {
    const { actions, store, name, engine } = begin();
    await actions.openSample(SAMPLES[0]!);
    actions.leaveVideo();
    engine.hold();
    const opening = actions.openFile(clip());
    await until(store, ({ video }) => video.phase === "opening");
    actions.stopOpening();
    engine.release();
    await opening;
    expect(name()).toBe("one");
    actions.leaveVideo();
    await actions.openFile(clip());
    expect(name()).toBe("clip.mp4");
    expect(engine.closed.length).toBe(1);
  });
});
