import { wholeOf } from "../../src/store/video/state.ts";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createFakeEngine } from "../support/fake-engine.ts";
import type { FakeDisk } from "../support/fake-whole.ts";
import { TALK_FILE, showForTalk, showTalk, WALL } from "../support/page.tsx";
import { watchSaved } from "../support/saved-files.ts";
import { talkSession } from "../support/session.ts";
import { until } from "../support/test-env.ts";

const saved = page.getByRole("region", { name: "Saved memories" });
const button = (name: string | RegExp) => page.getByRole("button", { name });
const input = () =>
  document.querySelector<HTMLInputElement>('input[aria-label="The video of this memory"]')!;

/** A disk on which an earlier visit left one memory of the talk. */
async function leftOnDisk(): Promise<FakeDisk> {
  const disk: FakeDisk = new Map();
  const engine = createFakeEngine({ facts: { durationSec: 128 }, whole: { disk } });
  await engine.loadModel({ kind: "files", id: "framewise-shapes", files: new Map() });
  const report = await engine.open(TALK_FILE, { name: TALK_FILE.name, way: { kind: "whole" } });
  await engine.save(report);
  return disk;
}

/** Chooses a file in the hidden input, as the dialog of the browser would. */
function choose(file: File): void {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input().files = transfer.files;
  input().dispatchEvent(new Event("change", { bubbles: true }));
}

describe("saving", () => {
  test("shows how far it is, can be stopped, and says what is on the disk", async () => {
    const disk: FakeDisk = new Map();
    const { engine, store } = await showTalk({ engine: { whole: { disk } } });
    const unsubscribe = store.subscribe(({ video }) => {
      const saving = wholeOf(video)?.saving;
      if (saving?.phase !== "running" || saving.progress?.done !== 2) return;
      unsubscribe();
      engine.hold();
    });
    await userEvent.click(button("Save memory"));
    await expect
      .element(page.getByRole("progressbar", { name: "Saving" }))
      .toHaveAttribute("aria-valuenow", "50");
    await userEvent.click(button("Stop saving"));
    engine.release();
    await expect.element(button("Save memory")).toBeVisible();
    expect([...disk.values()].map(({ memory }) => memory.isSaved)).toEqual([false]);
    await userEvent.click(button("Save memory"));
    await expect.element(page.getByText(/^Saved, 27\.0\sMB on this disk$/)).toBeVisible();
  });

  test("says why it could not, in its place", async () => {
    const { engine } = await showTalk();
    engine.failures = {
      save: { code: "memory-storage", message: "The disk is full.", hint: "Make room." },
    };
    await userEvent.click(button("Save memory"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("The disk is full.Make room.");
    await userEvent.click(button("Save again"));
    await expect.element(page.getByText(/^Saved, /)).toBeVisible();
  });
});

describe("what was read and is not saved", () => {
  const dialog = page.getByRole("dialog");

  test("is asked about before another video, and says what becomes of it", async () => {
    const { store } = await showTalk();
    const opening = store.getState().actions.openFile(new File(["video"], "other.mp4"));
    await expect.element(dialog).toHaveAccessibleName("Leave what was read?");
    await expect
      .element(dialog)
      .toHaveTextContent(
        /talk\.mp4 has been read to 2:08 of 2:08\. That is not saved yet\. Another video drops it/,
      );
    await userEvent.click(button("Save, then open"));
    await opening;
    await expect.element(page.getByRole("heading", { name: "other.mp4" })).toBeVisible();
    await expect.element(dialog).not.toBeInTheDocument();
  });

  test("is asked about before it is closed, and stays where the reader stays", async () => {
    const { store } = await showTalk();
    const closing = store.getState().actions.closeVideo();
    await expect.element(button("Close without saving")).toBeVisible();
    await userEvent.click(button("Stay"));
    await closing;
    await expect.element(page.getByRole("heading", { name: "talk.mp4" })).toBeVisible();
  });
});

describe("a memory of an earlier visit", () => {
  test("opens from the empty page, is asked at once, and takes its own video only", async () => {
    const disk = await leftOnDisk();
    const { engine, store } = await showForTalk({ engine: { whole: { disk } } });
    await store.getState().actions.ensureModel();
    await expect.element(saved).toHaveTextContent("2:08, 128 frames in 16 chunks");
    await userEvent.click(button("Open talk.mp4"));
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    await expect
      .element(page.getByText("Brought back from the disk", { exact: true }))
      .toBeVisible();
    await store.getState().actions.ask(WALL);
    await expect.element(page.getByRole("article")).toHaveTextContent("A star.");
    expect(engine.calls.some((call) => /^open(Frames|Whole)/.test(call))).toBe(false);
    choose(new File(["other"], "other.mp4"));
    await expect.element(page.getByText(/^other\.mp4 has 5 bytes; "talk\.mp4"/)).toBeVisible();
    choose(TALK_FILE);
    await until(store, ({ video }) => video.phase === "open" && video.file.blob !== null);
    await expect.element(button("Choose the video file")).not.toBeInTheDocument();
  });

  test("of another model offers to change to it", async () => {
    const disk = await leftOnDisk();
    const { store } = await showForTalk({ engine: { whole: { disk } } });
    await store.getState().actions.loadModel({ kind: "files", id: "another", files: new Map() });
    await userEvent.click(button("Open talk.mp4"));
    await expect.element(page.getByText("Change to Embedded model?")).toBeVisible();
    expect(store.getState().video.phase).toBe("none");
    await userEvent.click(button("Change and open talk.mp4"));
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    expect(store.getState().model).toMatchObject({ info: { id: "framewise-shapes" } });
  });

  test("that is damaged says so where the video would be", async () => {
    const disk = await leftOnDisk();
    const { engine, store } = await showForTalk({ engine: { whole: { disk } } });
    await store.getState().actions.ensureModel();
    engine.failures = {
      reopen: { code: "memory-damaged", message: "Chunk 4 is damaged.", hint: "Read again." },
    };
    await userEvent.click(button("Open talk.mp4"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Chunk 4 is damaged.");
    await userEvent.click(button("Back to the start"));
    await expect.element(saved).toBeVisible();
  });

  test("is deleted when the reader says so twice", async () => {
    const disk = await leftOnDisk();
    await showForTalk({ engine: { whole: { disk } } });
    await userEvent.click(button("Delete talk.mp4"));
    await expect.element(button("Keep talk.mp4")).toHaveFocus();
    await userEvent.click(button("Keep talk.mp4"));
    expect(disk.size).toBe(1);
    await expect.element(button("Delete talk.mp4")).toHaveFocus();
    await userEvent.click(button("Delete talk.mp4"));
    await userEvent.click(button("Delete talk.mp4 from this disk"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("talk.mp4 was deleted.");
    await expect.element(button("Open talk.mp4")).not.toBeInTheDocument();
    expect(disk.size).toBe(1);
    await userEvent.click(button("Undo"));
    await expect.element(button("Open talk.mp4")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("a memory as a file", () => {
  const contents = page.getByRole("region", { name: "Contents of talk.mp4" });
  const chooseMemory = (file: File) => {
    const input = document.querySelector<HTMLInputElement>('input[aria-label="Memory file"]')!;
    Object.defineProperty(input, "files", { value: [file], configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  test("takes what was asked along, and comes in where its model is another one", async () => {
    const saving = watchSaved();
    const disk: FakeDisk = new Map();
    const { store } = await showTalk({ engine: { whole: { disk } } });
    await store.getState().actions.ask(WALL);
    await userEvent.click(button("Save memory"));
    await until(store, ({ video }) => wholeOf(video)?.saving.phase === "done");
    store.getState().actions.showDialog("models");
    await userEvent.click(page.getByRole("tab", { name: "On this disk" }));
    await userEvent.click(button("Contents of talk.mp4"));
    await expect.element(contents).toHaveTextContent("Which shape is on the wall?A star.");
    await expect.element(contents.getByRole("img", { name: "talk.mp4 at 0:00" })).toBeVisible();
    await userEvent.click(contents.getByRole("button", { name: "Export talk.mp4" }));
    await expect.poll(() => saving.map(({ name }) => name)).toEqual(["talk.mp4.framewise"]);
  });

  test("comes in where its model is another one, which is said, with its pictures and what was asked", async () => {
    const disk: FakeDisk = new Map();
    const made = talkSession({ answers: { [WALL]: "A star." }, whole: { disk } });
    await made.actions.openFile(TALK_FILE);
    await until(made.store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    await made.actions.ask(WALL);
    await made.actions.saveMemory();
    const [id = ""] = disk.keys();
    const file = (await made.actions.exportSaved(id))!;
    const { store } = await showForTalk();
    const { actions } = store.getState();
    await actions.loadModel({ kind: "files", id: "my-own-model", files: new Map() });
    await actions.openFiles([file]);
    await expect
      .element(page.getByText("talk.mp4 is now among the saved memories.").first())
      .toBeVisible();
    await expect
      .element(page.getByText(/only that model can be asked about it/).first())
      .toBeVisible();
    await userEvent.click(button("Contents of talk.mp4"));
    await expect.element(contents).toHaveTextContent("Which shape is on the wall?A star.");
    await userEvent.click(button("Open talk.mp4"));
    await expect.element(saved).toHaveTextContent("Change to ");
  });

  test("that is none is refused, and an import can be stopped", async () => {
    const disk = await leftOnDisk();
    const { store, engine } = await showForTalk({ engine: { whole: { disk } } });
    const [id = ""] = disk.keys();
    const { actions } = store.getState();
    const file = (await actions.exportSaved(id))!;
    disk.clear();
    actions.showDialog("models");
    await userEvent.click(page.getByRole("tab", { name: "On this disk" }));
    await expect.element(button("Import a memory")).toBeVisible();
    chooseMemory(new File(["bread"], "bread.framewise"));
    await expect
      .element(page.getByText("The memory was not imported: it is none.").first())
      .toBeVisible();
    engine.hold();
    chooseMemory(file);
    await expect.element(page.getByText("Importing talk.mp4.framewise").first()).toBeVisible();
    await userEvent.click(button("Stop importing").first());
    engine.release();
    await until(store, ({ importing }) => importing === null);
    expect(disk.size).toBe(0);
    chooseMemory(file);
    await expect
      .element(page.getByText("talk.mp4 is now among the saved memories.").first())
      .toBeVisible();
    expect(disk.size).toBe(1);
  });
});

test("what happens when is described, searched, jumped to and saved", async () => {
  const saving = watchSaved();
  const star = "What happens at 0:16–0:24?";
  const { store } = await showTalk({
    engine: { answers: { [star]: "A star appears. And it stays." } },
  });
  await userEvent.click(page.getByText("What happens when"));
  await userEvent.click(button("Describe 16 chunks"));
  await expect.element(page.getByText("16 of 16 chunks described")).toBeVisible();
  await userEvent.fill(page.getByRole("searchbox", { name: "Search the chapters" }), "STAR app");
  const found = page.getByRole("listitem").filter({ hasText: "A star appears." });
  await expect.element(found).toHaveTextContent(/^0:16 A star appears\.$/);
  await userEvent.click(found.getByRole("button", { name: "0:16" }));
  expect(store.getState().selected).toBe(16);
  for (const kind of ["Markdown", "Subtitles (SRT)", "Chapters (WebVTT)"]) {
    await userEvent.click(button("Save the chapters"));
    await userEvent.click(page.getByRole("menuitem", { name: kind }));
  }
  expect(saving.map(({ name }) => name)).toEqual([
    "talk-mp4_chapters.md",
    "talk-mp4_chapters.srt",
    "talk-mp4_chapters.vtt",
  ]);
  expect(await saving[2]!.blob.text()).toContain(
    "00:00:16.500 --> 00:00:24.500\nA star appears.\n",
  );
});
