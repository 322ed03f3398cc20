// What was read of a video and is not saved goes only when its reader has said so, whichever way another video comes.

import { describe, expect, it } from "vitest";
import { openIn, wholeOf } from "../../../src/store/video/state.ts";
import type { Sample } from "../../../src/store/video/types.ts";
import { createFakeAddress, type FakeAddress } from "../../support/fake-address.ts";
import { createFakeRecent } from "../../support/fake-recent.ts";
import { clip, session, talk, talkSession, type TestSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const SAMPLE: Sample = { file: "one.mp4", title: "One", about: "", durationSec: 8, questions: [] };
const OTHER = clip("other.mp4");
const COMPARISON =
  "#compare?sample=one.mp4&video=One&model=framewise-shapes&q=What%3F&c=cover,0.25";

interface Visit extends TestSession {
  readonly address: FakeAddress;
}

/** A page on which "other.mp4" was read and saved, and then "talk.mp4" read and not saved. */
async function visit(): Promise<Visit> {
  const address = createFakeAddress();
  const made = session(
    { facts: { durationSec: 152 }, model: { maxPositions: 32_768 } },
    {
      address,
      recent: createFakeRecent([OTHER]),
      fetch: (input) => {
        const url = input instanceof Request ? input.url : new URL(input).href;
        const body = url.endsWith("samples.json") ? JSON.stringify([SAMPLE]) : "bytes";
        return Promise.resolve(new Response(body, { headers: { "content-type": "video/mp4" } }));
      },
    },
  );
  const { actions } = made;
  actions.start();
  await actions.openFile(OTHER);
  await actions.saveMemory();
  await actions.refreshRecent();
  await actions.openFile(talk());
  return { ...made, address };
}

/** Goes back to "other.mp4", which is read once more, so that "talk.mp4" is the entry ahead. */
async function goBack({ address, actions, store }: Visit) {
  address.go(-1);
  await until(store, ({ dialog }) => dialog === "leave");
  await actions.leaveReading("drop");
  await until(
    store,
    ({ video }) =>
      openIn(video)?.file.name === "other.mp4" && wholeOf(video)?.reading.phase === "done",
  );
}

const WAYS: Record<string, (visit: Visit) => unknown> = {
  "a sample": ({ actions }) => actions.openSample(SAMPLE),
  "a file": ({ actions }) => actions.openFile(OTHER),
  "files that are dropped": ({ actions }) => actions.openFiles([OTHER]),
  "an address": ({ actions }) => actions.openUrl("https://example.test/other.mp4"),
  "a file of an earlier visit": ({ actions, store }) =>
    actions.openRecent(store.getState().recent[0]!.id),
  "a saved memory": ({ actions, store }) => {
    const { saved } = store.getState();
    return saved.phase === "ready" && actions.openSaved(saved.memories[0]!);
  },
  "a link": ({ address }) => address.type("#view?sample=one.mp4"),
  "a link of a comparison": ({ address }) => address.type(COMPARISON),
  "going back": ({ address }) => address.go(-1),
  "going on": ({ address }) => address.go(1),
  "closing it": ({ actions }) => actions.closeVideo(),
};

describe.each(Object.entries(WAYS))("what was read and is not saved, before %s", (name, go) => {
  const isClosing = name === "closing it";
  /** A page whose reader is asked. */
  async function asked() {
    const made = await visit();
    if (name === "going on") await goBack(made);
    const end = Promise.resolve(go(made));
    await until(made.store, ({ dialog }) => dialog === "leave");
    const { leavingTo, video } = made.store.getState();
    expect(leavingTo).toBe(isClosing ? "nothing" : "video");
    return { ...made, end, before: openIn(video)! };
  }
  const isGone = ({ store, before }: Awaited<ReturnType<typeof asked>>) =>
    until(store, ({ video }) =>
      isClosing
        ? openIn(video) === null
        : video.phase === "open" && video.look.video.id !== before.look.video.id,
    );

  it("stays where the reader stays", async () => {
    const { actions, end, engine, before, open } = await asked();
    await actions.leaveReading("keep");
    await end;
    expect(open().look.video.id).toBe(before.look.video.id);
    expect(engine.openMemories()).toContain(before.look.video.id);
  });

  it("is saved where the reader wants that", async () => {
    const made = await asked();
    await made.actions.leaveReading("save");
    await made.end;
    await isGone(made);
    await made.actions.refreshSaved();
    const { saved } = made.store.getState();
    const names = saved.phase === "ready" ? saved.memories.map((one) => one.name) : [];
    expect(names).toContain(made.before.file.name);
  });

  it("goes where the reader drops it", async () => {
    const made = await asked();
    await made.actions.leaveReading("drop");
    await made.end;
    await isGone(made);
    expect(made.engine.openMemories()).not.toContain(made.before.look.video.id);
  });
});

it("a memory that is saved goes without a question", async () => {
  const { actions, store, open } = talkSession();
  await actions.openFile(talk());
  await actions.saveMemory();
  await actions.openFile(OTHER);
  expect(store.getState().dialog).toBe("none");
  expect(open().file.name).toBe("other.mp4");
});

it("other frames of the same file leave its memory beside them, without a question", async () => {
  const { actions, store, engine, whole } = talkSession();
  await actions.openFile(talk());
  const { id } = whole().video;
  await actions.setWay("frames");
  await actions.setFrames(4);
  expect(store.getState().dialog).toBe("none");
  expect(engine.openMemories()).toEqual([id]);
});

it("what is open behind the start is saved before another video comes", async () => {
  const { actions, store } = talkSession();
  await actions.openFile(talk());
  actions.leaveVideo();
  const opening = actions.openFile(OTHER);
  await until(store, ({ dialog }) => dialog === "leave");
  await actions.leaveReading("save");
  await opening;
  await actions.refreshSaved();
  expect(store.getState().saved).toMatchObject({ memories: [{ name: "talk.mp4" }] });
});

describe("saving while a video is being read", () => {
  it("waits for the chunk, and the reading goes on", async () => {
    const { actions, store, chunks, whole } = talkSession();
    const reading = actions.openFile(talk());
    await chunks(2);
    const failed = until(store, ({ video }) => wholeOf(video)?.saving.phase === "failed");
    const saved = until(store, ({ video }) => wholeOf(video)?.saving.phase === "done");
    await actions.saveMemory();
    expect((await Promise.race([failed, saved])).video).toMatchObject({
      look: { saving: { phase: "done", memory: { isComplete: false } } },
    });
    await reading;
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    expect(whole().saving.phase).toBe("none");
  });

  it("lets a reading that is told to go on meanwhile wait for it", async () => {
    const { actions, store, chunks, whole } = talkSession();
    const reading = actions.openFile(talk());
    await chunks(2);
    actions.pauseReading();
    await reading;
    const saving = actions.saveMemory();
    await actions.readOn();
    await saving;
    expect(whole().reading.phase).toBe("done");
    expect(store.getState().notices).toEqual([]);
  });
});
