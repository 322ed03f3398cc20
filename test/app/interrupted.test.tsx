// What was under way when the page was left, or is when the reader goes back.

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wholeOf } from "../../src/store/video/state.ts";
import { createFakeAddress } from "../support/fake-address.ts";
import { createFakeKept } from "../support/fake-kept.ts";
import { createFakeRecent } from "../support/fake-recent.ts";
import type { FakeDisk } from "../support/fake-whole.ts";
import { showClip, showForTalk, showPage, TALK_FILE } from "../support/page.tsx";
import { session } from "../support/session.ts";

const button = (name: string | RegExp) => page.getByRole("button", { name });
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A page that was left while the talk was read; `handle` is given where the browser keeps one of the file. */
async function leftReading(handles: readonly FileSystemFileHandle[]) {
  const left = {
    disk: new Map() as FakeDisk,
    records: new Map<string, unknown>(),
    recent: createFakeRecent(),
  };
  const made = session(
    { whole: { disk: left.disk }, facts: { durationSec: 128 }, model: { maxPositions: 32_768 } },
    { kept: createFakeKept(left.records), recent: left.recent },
  );
  const stop = made.actions.start();
  await settled();
  void made.actions.openFiles([TALK_FILE], handles);
  await made.chunks(4);
  made.engine.hold();
  await settled();
  made.env.pass(300);
  await settled();
  stop();
  return left;
}

const HANDLE = { kind: "file", name: TALK_FILE.name } as unknown as FileSystemFileHandle;
const line = () => page.getByText("Interrupted", { exact: true });

describe("a reading that the page was left in", () => {
  test("goes on by itself, and its bar says from where", async () => {
    const { disk, records, recent } = await leftReading([HANDLE]);
    const kept = createFakeKept(records);
    const reading = Promise.withResolvers<void>();
    const waitAt = { chunk: 8, until: reading.promise };
    const { store, engine } = await showForTalk({
      engine: { whole: { disk, waitAt } },
      kept,
      recent,
    });
    await expect.element(page.getByRole("progressbar", { name: "Reading" })).toBeVisible();
    await expect.poll(() => wholeOf(store.getState().video)?.chunks.length).toBe(8);
    reading.resolve();
    // From what was on the disk, not from the start.
    expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toEqual([]);
    await expect.poll(() => wholeOf(store.getState().video)?.reading.phase).toBe("done");
    await expect.element(line()).not.toBeInTheDocument();
  });

  test("goes on with one press where the browser wants to be asked", async () => {
    const { disk, records, recent } = await leftReading([HANDLE]);
    recent.permissions.set(TALK_FILE.name, "prompt");
    const kept = createFakeKept(records);
    const { store, engine } = await showForTalk({ engine: { whole: { disk } }, kept, recent });
    await expect.element(line()).toBeVisible();
    await expect.element(page.getByText("the browser has to be asked for the file")).toBeVisible();
    await userEvent.click(button("Read on"));
    await expect.poll(() => wholeOf(store.getState().video)?.reading.phase).toBe("done");
    expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toEqual([]);
  });

  test("goes on when the reader has chosen the file that the browser does not know", async () => {
    const { disk, records, recent } = await leftReading([]);
    const kept = createFakeKept(records);
    const { store } = await showForTalk({ engine: { whole: { disk } }, kept, recent });
    await expect.element(page.getByText("the page needs the video file to read on")).toBeVisible();
    await userEvent.upload(page.getByLabelText("The video of this memory"), TALK_FILE);
    await expect.poll(() => wholeOf(store.getState().video)?.reading.phase).toBe("done");
    await expect.element(line()).not.toBeInTheDocument();
  });
});

test("a list of questions comes back with its table, and goes on", async () => {
  const records = new Map<string, unknown>();
  const made = session({}, { kept: createFakeKept(records) });
  const stop = made.actions.start();
  await settled();
  const clip = new File(["video"], "clip.mp4", { lastModified: 1 });
  await made.actions.openFile(clip);
  const asking = made.actions.askBatch(["One?", "Two?"]);
  await expect.poll(() => made.store.getState().turns.length).toBe(2);
  made.engine.hold();
  await settled();
  made.env.pass(300);
  await settled();
  stop();
  asking.catch(() => undefined);
  const { store } = await showPage({ kept: createFakeKept(records) });
  await expect.poll(() => store.getState().turns.length).toBe(2);
  await store.getState().actions.openFile(clip);
  await userEvent.click(button("Your list: 1 of 2 questions answered"));
  const rows = page.getByRole("dialog").getByRole("row");
  await expect.element(rows.nth(1)).toHaveTextContent(/A yellow star/);
  await userEvent.click(button("Go on with 1 question"));
  await expect.element(page.getByText("2 of 2 answered")).toBeVisible();
});

test("going back asks before it ends an answer, and whoever stays is where he was", async () => {
  const address = createFakeAddress();
  const { engine, store } = await showClip({ address });
  const other = new File(["video"], "other.mp4", { type: "video/mp4" });
  await store.getState().actions.openFile(other);
  engine.hold();
  const asking = store.getState().actions.ask("What?");
  await expect.poll(() => store.getState().turns.length).toBe(1);
  address.go(-1);
  const dialog = page.getByRole("dialog", { name: "Leave before the end?" });
  await expect.element(dialog).toHaveTextContent("An answer is being given.");
  await userEvent.click(button("Stay"));
  await expect.element(dialog).not.toBeInTheDocument();
  expect(address.read().mark).toMatchObject({ at: 2 });
  address.go(-1);
  await expect.element(dialog).toBeVisible();
  engine.release();
  await asking;
  // Nothing on the page is false, even when it has waited.
  await expect.element(dialog).toHaveTextContent("It has come to its end meanwhile.");
  await userEvent.click(button("Open the other video"));
  await expect.element(page.getByText("clip.mp4").first()).toBeVisible();
  expect(store.getState().turns[0]?.state.phase).toBe("done");
});
