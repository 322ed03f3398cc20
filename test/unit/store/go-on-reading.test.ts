// A reading under way goes on after a reload from the chunks that are on the disk, where its file can be had without asking.

import { describe, expect, it } from "vitest";
import { selectShownTurn } from "../../../src/store/whole/selectors.ts";
import { selectRecentToAttach } from "../../../src/store/selectors.ts";
import { wholeOf } from "../../../src/store/video/state.ts";
import { createFakeAddress, type FakeAddress } from "../../support/fake-address.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { createFakeRecent, type FakeRecent } from "../../support/fake-recent.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { session, TALK_CHUNKS, talk, type TestSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const LONG_SAMPLE = { file: "long.mp4", title: "Long", about: "", durationSec: 152, questions: [] };
const FILE = talk();
const handleOf = (name: string) => ({ kind: "file", name }) as unknown as FileSystemFileHandle;
const handle = handleOf(FILE.name);

/** What is left of a page when it has been left. */
interface Computer {
  readonly records: Map<string, unknown>;
  readonly disk: FakeDisk;
  readonly address: FakeAddress;
  readonly recent: FakeRecent;
}

const computer = (): Computer => ({
  records: new Map(),
  disk: new Map(),
  address: createFakeAddress(),
  recent: createFakeRecent(),
});

function load({ records, disk, address, recent }: Computer) {
  const made = session(
    { whole: { disk }, facts: { durationSec: 152 }, model: { maxPositions: 32_768 } },
    {
      address,
      recent,
      kept: createFakeKept(records),
      fetch: (input) => {
        const url = input instanceof Request ? input.url : new URL(input).href;
        const isList = url.endsWith("samples.json");
        return Promise.resolve(new Response(isList ? JSON.stringify([LONG_SAMPLE]) : "bytes"));
      },
    },
  );
  return { ...made, stop: made.actions.start() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Lets what was changed be written, and ends the page and its engine in the middle of what they do. */
async function leave({ engine, env, stop }: TestSession & { readonly stop: () => void }) {
  engine.hold();
  await settled();
  env.pass(300);
  await settled();
  stop();
}

type Page = ReturnType<typeof load>;
const readings = ({ engine }: Page) =>
  engine.calls.filter((call) => /^(openWhole|openFrames|reopen|resume)/.test(call));
const readTo = ({ store }: Page, phase: string) =>
  until(store, ({ video }) => wholeOf(video)?.reading.phase === phase);

async function leftAt(
  chunks: number,
  how: (page: Page) => Promise<void> = ({ actions }) => actions.openFiles([FILE], [handle]),
): Promise<Computer> {
  const before = computer();
  const page = load(before);
  await settled();
  void how(page);
  if (chunks > 0) await page.chunks(chunks);
  else await until(page.store, ({ video }) => wholeOf(video) !== null);
  await leave(page);
  return before;
}

describe("a reading under way", () => {
  it.each([
    ["a file whose handle can be read", undefined],
    ["a sample", ({ actions }: Page) => actions.openSample(LONG_SAMPLE)],
    ["an address", ({ actions }: Page) => actions.openUrl("https://example.test/talk.mp4")],
  ])("of %s goes on by itself, from the chunks on the disk", async (_, how) => {
    const after = load(await leftAt(5, how));
    await readTo(after, "done");
    const { chunks, strip } = after.whole();
    expect(chunks.map(({ index }) => index)).toEqual([...Array(TALK_CHUNKS).keys()]);
    expect(strip).toHaveLength(152);
    expect(readings(after)).toEqual([expect.stringMatching(/^reopen/), "resume with its file"]);
    expect(after.open().file.blob).not.toBeNull();
    expect(after.store.getState()).toMatchObject({ interrupted: null, notices: [] });
    after.stop();
  });

  it("goes on after a second reload, and a third while it is being brought back", async () => {
    const left = await leftAt(3);
    const second = load(left);
    await second.chunks(8);
    await readTo(second, "reading");
    await second.chunks(9);
    await leave(second);
    const third = load(left);
    await until(third.store, ({ video }) => video.phase === "opening");
    await leave(third);
    const fourth = load(left);
    await readTo(fourth, "done");
    expect(fourth.whole().chunks).toHaveLength(TALK_CHUNKS);
    expect(readings(fourth).at(-1)).toBe("resume with its file");
    fourth.stop();
  });

  it("of which nothing had been read begins again", async () => {
    const after = load(await leftAt(0));
    await readTo(after, "done");
    expect(readings(after)).toEqual([expect.stringMatching(/^openWhole/)]);
    after.stop();
  });

  it("keeps its answers on its ribbon", async () => {
    const before = computer();
    const page = load(before);
    await settled();
    void page.actions.openFiles([FILE], [handle]);
    await page.chunks(4);
    await page.actions.ask("What is it about?");
    await leave(page);
    const after = load(before);
    await readTo(after, "done");
    expect(selectShownTurn(after.store.getState())?.question).toBe("What is it about?");
    after.stop();
  });

  it("waits for one press where the browser wants to be asked", async () => {
    const left = await leftAt(5);
    left.recent.permissions.set(FILE.name, "prompt");
    const after = load(left);
    after.env.idle();
    await readTo(after, "paused");
    const { chunks } = after.whole();
    expect(chunks.length).toBeGreaterThanOrEqual(5);
    expect(after.store.getState().interrupted).toMatchObject({ isReading: true });
    expect(selectRecentToAttach(after.store.getState())?.name).toBe(FILE.name);
    await after.actions.attachKnownFile();
    await readTo(after, "done");
    expect(after.store.getState().interrupted).toBeNull();
    expect(readings(after)).toEqual([expect.stringMatching(/^reopen/), "resume with its file"]);
    after.stop();
  });

  it("waits for the file where the browser does not know it, and for the right one", async () => {
    const left = await leftAt(5, ({ actions }) => actions.openFile(FILE));
    const after = load(left);
    await readTo(after, "paused");
    after.actions.attachFile(talk("other.mp4", 77));
    expect(after.whole().reading.phase).toBe("paused");
    expect(after.whole().fileError?.code).toBe("memory-other-file");
    after.actions.attachFile(FILE);
    await readTo(after, "done");
    after.stop();
  });

  it("that is gone from the disk says so, and nothing is read unasked", async () => {
    const left = await leftAt(5);
    left.disk.clear();
    const after = load(left);
    await until(after.store, ({ video }) => video.phase === "open");
    expect(readings(after)).toEqual([expect.stringMatching(/^openFrames/)]);
    expect(after.store.getState().notices.map(({ error }) => error.code)).toEqual(["reading-lost"]);
    after.stop();
  });
});

describe("what was not being read", () => {
  it.each(["paused", "done"])("comes back as it was: %s", async (phase) => {
    const before = computer();
    const page = load(before);
    await settled();
    const opening = page.actions.openFiles([FILE], [handle]);
    await page.chunks(4);
    if (phase === "paused") page.actions.pauseReading();
    await opening;
    await leave(page);
    const after = load(before);
    await readTo(after, phase);
    await settled();
    expect(after.whole().reading.phase).toBe(phase);
    expect(readings(after)).toEqual([expect.stringMatching(/^reopen/)]);
    after.stop();
  });

  it("comes back beside the frames that were looked at", async () => {
    const before = computer();
    const page = load(before);
    await settled();
    await page.actions.openFiles([FILE], [handle]);
    await page.actions.setWay("frames");
    await leave(page);
    const after = load(before);
    await until(after.store, ({ plan }) => plan.phase === "ready");
    expect(after.open()).toMatchObject({
      look: { kind: "frames" },
      other: { chunks: { length: TALK_CHUNKS } },
    });
    after.stop();
  });

  it("is read by nobody: a long video that was looked at by its frames", async () => {
    const before = computer();
    const page = load(before);
    await settled();
    const opening = page.actions.openFiles([FILE], [handle]);
    await page.chunks(1);
    await page.dropping(page.actions.closeVideo());
    await opening;
    expect(before.disk.size).toBe(0);
    await page.actions.openFiles([talk("other.mp4")], [handleOf("other.mp4")]);
    await page.actions.setWay("frames");
    await leave(page);
    before.records.delete("one/reading");
    const after = load(before);
    await until(after.store, ({ plan }) => plan.phase === "ready");
    expect(readings(after)).toEqual([expect.stringMatching(/^openFrames/)]);
    after.stop();
  });
});

it("another video that is opened gives up what was kept of the one before", async () => {
  const left = await leftAt(5);
  const after = load(left);
  await readTo(after, "done");
  await after.dropping(after.actions.openFile(talk("other.mp4")));
  expect([...left.disk.values()].map(({ memory }) => memory.name)).toEqual(["other.mp4"]);
  after.stop();
});
