// What is kept of a session: what comes back after a reload, and what happens to records that cannot be read.

import { describe, expect, it } from "vitest";
import { unansweredIn } from "../../../src/store/ask/batch.ts";
import { selectFileToChoose } from "../../../src/store/selectors.ts";
import { PARTS } from "../../../src/store/kept/parts.ts";
import type { SessionState } from "../../../src/store/types.ts";
import { createFakeAddress, type FakeAddress } from "../../support/fake-address.ts";
import { recordOf } from "../../../src/store/kept/record.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { clip, session, talk, type TestSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const SAMPLE = {
  file: "one.mp4",
  title: "One",
  about: "",
  durationSec: 8,
  questions: [{ question: "What appears?", answer: "A star." }],
};

type Records = Map<string, unknown>;

/** A page on the records and the address of an earlier one. */
function load(
  records: Records,
  address: FakeAddress = createFakeAddress(),
  durationSec = 8,
  disk: FakeDisk = new Map(),
) {
  const kept = createFakeKept(records);
  const made = session(
    { whole: { disk }, facts: { durationSec }, model: { maxPositions: 32_768 } },
    {
      address,
      kept,
      fetch: (input) => {
        const url = input instanceof Request ? input.url : new URL(input).href;
        const isList = url.endsWith("samples.json");
        return Promise.resolve(new Response(isList ? JSON.stringify([SAMPLE]) : "bytes"));
      },
    },
  );
  return { ...made, kept, stop: made.actions.start() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Lets what was changed be written, and ends the page. */
async function leave({ env, stop }: TestSession & { readonly stop: () => void }) {
  env.pass(300);
  await settled();
  stop();
}

const NEVER_KEPT = new Set(["videoId"]);
/** What a reader sees of a part, without the engine's names. */
const seen = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      NEVER_KEPT.has(key) ? 0 : one instanceof Map ? [...one] : one,
    ),
  );
const conversation = ({ turns }: SessionState) => seen(turns);

it("keeps what the reader opened before the browser said what it had kept", async () => {
  const kept = createFakeKept();
  let claim = (_id: string) => {};
  const claimed = new Promise<string>((resolve) => (claim = resolve));
  const made = session({}, { kept: { ...kept, claim: () => claimed } });
  const stop = made.actions.start();
  await made.actions.openFile(clip());
  claim("one");
  await settled();
  await leave({ ...made, stop });
  expect(kept.records.get("one/files")).toMatchObject({
    value: { files: [{ name: clip().name }] },
  });
});

describe("a reload", () => {
  it("brings settings, answers, comparisons and the sample back", async () => {
    const records: Records = new Map();
    const address = createFakeAddress();
    const one = load(records, address);
    await settled();
    await one.actions.setFrames(4);
    await one.actions.openSample(SAMPLE);
    one.actions.setMethod("uniform");
    one.actions.setRetention(0.4);
    await one.actions.ask("What appears?");
    one.actions.setCompareColumns([{ method: "cover", retention: 0.1 }]);
    await one.actions.runCompare("Which?");
    one.actions.setDraft("And then");
    await leave(one);

    const other = load(records, address);
    const after = await until(
      other.store,
      ({ video, plan }) => video.phase === "open" && plan.phase === "ready",
    );
    const before = one.store.getState();
    expect(after.choices).toEqual(before.choices);
    expect(after.draft).toBe("And then");
    expect(after.turns.length).toBe(1);
    expect(conversation(after)).toEqual(conversation(before));
    expect(seen(after.compare)).toEqual(seen(before.compare));
    expect(after.video).toMatchObject({ file: { name: "One", key: before.turns[0]?.fileKey } });
    expect(other.frames().video.timesSec.length).toBe(4);
    expect(after.notices).toEqual([]);
    expect(address.hashes().length).toBe(2);
    other.stop();
  });

  it("brings a long video back with its answers and their chunks", async () => {
    const records: Records = new Map();
    const disk: FakeDisk = new Map();
    const one = load(records, createFakeAddress(), 152, disk);
    await settled();
    await one.actions.openUrl("https://example.test/talk.mp4");
    one.actions.forceChunk(2, true);
    await one.actions.ask("What is it?");
    const before = one.store.getState();
    expect(before.turns[0]?.kind).toBe("whole");
    await leave(one);
    const other = load(records, createFakeAddress(), 152, disk);
    const after = await until(
      other.store,
      ({ video }) => video.phase === "open" && video.look.kind === "whole",
    );
    expect(conversation(after)).toEqual(conversation(before));
    expect(after.turns[0]).toMatchObject({ asked: { forced: new Map([[2, true]]) } });
    other.stop();
  });

  it("stops what was being answered, and keeps what was said before", async () => {
    const records: Records = new Map();
    const one = load(records);
    await settled();
    await one.actions.openFile(clip());
    await one.actions.ask("First?");
    one.engine.hold();
    const asking = one.actions.ask("Second?");
    await settled();
    await leave(one);
    one.engine.release();
    await asking;
    const other = load(records);
    const { turns } = await until(other.store, ({ turns }) => turns.length === 2);
    expect(turns.map(({ state }) => state.phase)).toEqual(["done", "stopped"]);
    other.stop();
  });

  it("brings a list of questions back, which goes on where it was stopped", async () => {
    const records: Records = new Map();
    const address = createFakeAddress();
    const one = load(records, address);
    await settled();
    await one.actions.openSample(SAMPLE);
    const asking = one.actions.askBatch(["One?", "Two?", "Three?"]);
    await until(one.store, ({ turns }) => turns.length === 2);
    one.engine.hold();
    await leave(one);
    one.engine.release();
    await asking;
    const other = load(records, address);
    const { batch, turns } = await until(other.store, ({ video }) => video.phase === "open");
    expect(turns.map(({ state }) => state.phase)).toEqual(["done", "stopped"]);
    expect(batch).toMatchObject({
      isRunning: false,
      turnIds: [...turns.map(({ id }) => id), null],
    });
    await other.actions.goOnWithBatch();
    const after = other.store.getState();
    expect(unansweredIn(after.batch!, after.turns)).toEqual([]);
    expect(after.turns.map(({ question }) => question)).toEqual(["One?", "Two?", "Two?", "Three?"]);
    other.stop();
  });

  it("recognises a file that is chosen again", async () => {
    const records: Records = new Map();
    const one = load(records);
    await settled();
    const file = clip();
    await one.actions.openFile(file);
    await one.actions.ask("First?");
    await leave(one);
    const other = load(records);
    const { turns } = await until(other.store, ({ turns }) => turns.length === 1);
    expect(selectFileToChoose(other.store.getState())?.name).toBe(file.name);
    await other.actions.openFile(
      new File([await file.arrayBuffer()], file.name, { lastModified: file.lastModified }),
    );
    expect(other.open().file.key).toBe(turns[0]?.fileKey);
    expect(selectFileToChoose(other.store.getState())).toBeNull();
    await other.actions.openFile(new File(["bytes"], file.name, { lastModified: 1 }));
    expect(other.open().file.key).not.toBe(turns[0]?.fileKey);
    other.stop();
  });

  it("finds the answers of a file that is read whole", async () => {
    const records: Records = new Map();
    const one = load(records, createFakeAddress(), 152);
    await settled();
    const file = talk();
    await one.actions.openFile(file);
    await one.actions.ask("What is it?");
    await leave(one);
    const other = load(records, createFakeAddress(), 152);
    await until(other.store, ({ turns }) => turns.length === 1);
    await other.actions.openFile(file);
    expect(other.store.getState().turns[0]?.fileKey).toBe(other.open().file.key);
    other.stop();
  });
});

async function keptRecords(): Promise<Records> {
  const records: Records = new Map();
  const one = load(records);
  await settled();
  await one.actions.openFiles([clip(), new File(["00:01.0 --> 00:02.0\nOne."], "clip.vtt")]);
  one.actions.setRetention(0.4);
  await one.actions.ask("First?");
  await one.actions.askBatch(["One?"]);
  await one.actions.runCompare("Which?");
  await leave(one);
  const fileKey = one.open().file.key;
  const reading = { isReading: false, isEmpty: true, isBeside: false, turnIds: [] };
  records.set("one/reading", recordOf(PARTS.reading, { savedId: "gone", fileKey, ...reading }));
  return records;
}

const valueOf = (records: Records, name: string) =>
  (records.get(`one/${name}`) as { value: Record<string, unknown> }).value;

describe("a record that cannot be read", () => {
  const spoils: [string, (records: Records, name: string) => void][] = [
    [
      "of a newer version",
      (records, name) => void records.set(`one/${name}`, { version: 99, value: {} }),
    ],
    ["of no version", (records, name) => void records.set(`one/${name}`, "torn")],
    [
      "that lacks a field",
      (records, name) => {
        const value = valueOf(records, name);
        const spoilt = Array.isArray(value) ? (value[0] as Record<string, unknown>) : value;
        delete spoilt[Object.keys(spoilt)[0]!];
      },
    ],
  ];
  for (const name of Object.keys(PARTS)) {
    it.each(spoils)(
      `${name} %s is set aside with a sentence, and the others come back`,
      async (_, spoil) => {
        const records = await keptRecords();
        spoil(records, name);
        const found = records.get(`one/${name}`);
        const other = load(records);
        const { notices } = await until(other.store, ({ notices }) => notices.length > 0);
        await settled();
        expect(notices.map(({ error }) => error.code)).toEqual(["kept-unreadable"]);
        // All records come back at once.
        const after = await until(
          other.store,
          ({ turns, files }) => turns.length + files.length > 0,
        );
        expect({
          retention: after.choices.retention,
          turns: after.turns.length,
          comparisons: after.compare.list.length,
          files: after.files.length,
          subtitles: after.subtitles?.tracks.length ?? 0,
        }).toEqual({
          retention: name === "settings" ? 0.25 : 0.4,
          turns: name === "turns" ? 0 : 2,
          comparisons: name === "comparisons" ? 0 : 1,
          files: name === "files" ? 0 : 1,
          subtitles: name === "subtitles" ? 0 : 1,
        });
        expect(records.get(`one/${name} set aside`)).toEqual(found);
        other.stop();
      },
    );
  }

  it("comes back on a page of its version", async () => {
    const records = await keptRecords();
    const turns = records.get("one/turns");
    records.delete("one/turns");
    records.set("one/turns set aside", turns);
    const other = load(records);
    const { notices } = await until(other.store, (state) => state.turns.length === 2);
    expect(notices).toEqual([]);
    other.stop();
  });
});

it("writes what has just changed at once when the page is left, beside a write that still runs", async () => {
  const onLeft: (() => void)[] = [];
  const questions: number[] = [];
  const kept = {
    ...createFakeKept(),
    write: (_: string, name: string, record: unknown) => {
      const { value } = record as { value: { length: number } };
      if (name === "turns") questions.push(value.length);
      return new Promise<void>(() => undefined);
    },
  };
  const made = session({}, { kept, whenLeft: (run) => (onLeft.push(run), () => undefined) });
  const stop = made.actions.start();
  await settled();
  await made.actions.openFile(clip());
  await made.actions.ask("What?");
  made.env.pass(300);
  await made.actions.ask("Which?");
  onLeft.forEach((run) => run());
  expect(questions).toEqual([1, 2]);
  stop();
});

describe("a disk that refuses", () => {
  it("is told once", async () => {
    const made = load(new Map());
    Object.assign(made.kept, {
      write: () => Promise.reject(new DOMException("Full.", "QuotaExceededError")),
    });
    await settled();
    made.actions.setRetention(0.4);
    made.actions.setDraft("a");
    await made.actions.openFile(clip());
    made.env.pass(300);
    await settled();
    const { notices } = made.store.getState();
    expect(notices.map(({ error }) => error.code)).toEqual(["kept-storage"]);
    expect(notices[0]?.error.message).toContain("QuotaExceededError");
    made.stop();
  });

  it("that cannot be reached keeps nothing, and the page works", async () => {
    const kept = { ...createFakeKept(), claim: () => Promise.resolve(null) };
    const { actions, store } = session({}, { kept });
    const stop = actions.start();
    await actions.openFile(clip());
    await actions.ask("What?");
    expect(store.getState().turns.length).toBe(1);
    expect(kept.records.size).toBe(0);
    stop();
  });
});
