// The files of earlier visits on the start page, with the browser's own database and handles of its private disk.

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { page } from "vitest/browser";
import { lazyDatabase } from "../../src/store/kept/database.ts";
import { createRecentFiles } from "../../src/store/recent/recent-files.ts";
import type { RecentFiles } from "../../src/store/recent/types.ts";
import { showPage } from "../support/page.tsx";

let database: ReturnType<typeof lazyDatabase>;
let recent: RecentFiles;
beforeEach(() => {
  database = lazyDatabase();
  recent = createRecentFiles(database);
});
afterEach(async () => {
  await (await database()).clear("recent");
  (await database()).close();
});

/** A file on the private disk, which is removed when the test ends. */
async function madeFile(name: string): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle(name, { create: true });
  const out = await handle.createWritable();
  await out.write("video");
  await out.close();
  onTestFinished(() => root.removeEntry(name).catch(() => undefined));
  return handle;
}

const remember = async (handle: FileSystemFileHandle): Promise<void> =>
  recent.remember(handle, await handle.getFile());
const section = () => page.getByRole("region", { name: "Recent files" });

test("a file of an earlier visit opens with one press, and can be forgotten", async () => {
  await remember(await madeFile("holiday.mp4"));
  await remember(await madeFile("cat.mp4"));
  const { store } = await showPage({ recent });
  await expect.element(section().getByRole("button", { name: /^cat\.mp4/ })).toBeVisible();
  await section().getByRole("button", { name: "Forget cat.mp4" }).click();
  await expect
    .element(section().getByRole("button", { name: /^cat\.mp4/ }))
    .not.toBeInTheDocument();
  expect((await recent.list()).map(({ name }) => name)).toEqual(["holiday.mp4"]);
  await section()
    .getByRole("button", { name: /^holiday\.mp4/ })
    .click();
  await expect.poll(() => store.getState().video.phase).toBe("open");
});

test("the same file is listed once, and no more than eight are", async () => {
  const first = await madeFile("0.mp4");
  await remember(first);
  await remember(first);
  expect(await recent.list()).toHaveLength(1);
  for (let i = 1; i < 10; i++) await remember(await madeFile(`${i}.mp4`));
  const names = (await recent.list()).map(({ name }) => name);
  expect(names).toHaveLength(8);
  expect(names).not.toContain("0.mp4");
});

test("a file that was deleted meanwhile is told and leaves the list", async () => {
  await remember(await madeFile("lost.mp4"));
  await (await navigator.storage.getDirectory()).removeEntry("lost.mp4");
  await showPage({ recent });
  await section()
    .getByRole("button", { name: /^lost\.mp4/ })
    .click();
  await expect.element(page.getByText("lost.mp4 is no longer where it was.")).toBeVisible();
  await expect.element(section()).not.toBeInTheDocument();
});

test("a chosen file is kept by its handle, and nothing happens where none was chosen", async () => {
  const handle = await madeFile("chosen.mp4");
  const ask = vi.fn<() => Promise<FileSystemFileHandle[]>>();
  vi.stubGlobal("showOpenFilePicker", ask);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { store } = await showPage({ recent });
  const choose = page.getByRole("button", { name: "Choose a file" });
  ask.mockRejectedValueOnce(new DOMException("The user aborted a request.", "AbortError"));
  await choose.click();
  await expect.poll(() => ask.mock.results).toHaveLength(1);
  expect(store.getState().notices).toEqual([]);
  ask.mockResolvedValueOnce([handle]);
  await choose.click();
  await expect.poll(() => store.getState().video.phase).toBe("open");
  await expect
    .poll(async () => (await recent.list()).map(({ name }) => name))
    .toEqual(["chosen.mp4"]);
});
