// The browser's own disk: what is written there is there whole or not at all.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiskFolders, type DiskFolders } from "../../src/disk/disk-folders.ts";
import { holdFolder, sweepFolders } from "../../src/disk/held-folder.ts";

const TOP = "test-disk";

async function* torn(): AsyncGenerator<string> {
  yield "half of";
  throw new DOMException("No more.", "QuotaExceededError");
}

describe("disk folders", () => {
  let folders: DiskFolders;
  beforeEach(() => {
    folders = createDiskFolders(TOP);
  });
  afterEach(async () => {
    await (await navigator.storage.getDirectory()).removeEntry(TOP, { recursive: true });
  });

  it("take any text as names of folders and files", async () => {
    await folders.write("someone/a model", "file:onnx/é.onnx", ["of ", new Blob(["two parts"])]);
    expect(await folders.names()).toEqual(["someone/a model"]);
    expect(await folders.text("someone/a model", "file:onnx/é.onnx")).toBe("of two parts");
  });

  it("give null for what is not there, and remove it without complaint", async () => {
    expect(await folders.file("none", "x")).toBeNull();
    await folders.write("some", "x", ["1"]);
    expect(await folders.text("some", "y")).toBeNull();
    await folders.removeFile("some", "y");
    await folders.removeFile("some", "x");
    expect(await folders.file("some", "x")).toBeNull();
    await folders.remove("none");
    expect(await folders.names()).toEqual(["some"]);
  });

  it("give what is there now, also where the folder that was read last has gone or come back", async () => {
    const others = createDiskFolders(TOP);
    await folders.write("some", "x", ["1"]);
    expect(await folders.text("some", "x")).toBe("1");
    await others.remove("some");
    expect(await folders.file("some", "x")).toBeNull();
    await others.write("some", "x", ["2"]);
    await others.write("other", "x", ["3"]);
    expect(await folders.text("some", "x")).toBe("2");
    expect(await folders.text("other", "x")).toBe("3");
    expect(await folders.text("some", "y")).toBeNull();
    await (await navigator.storage.getDirectory()).removeEntry(TOP, { recursive: true });
    expect(await folders.text("some", "x")).toBeNull();
    await folders.write("some", "x", ["4"]);
    expect(await folders.text("some", "x")).toBe("4");
  });

  it("keep what a file held when writing in its place fails, and nothing of a new file", async () => {
    await folders.write("some", "old", ["as it was"]);
    await expect(folders.write("some", "old", torn())).rejects.toThrow("No more.");
    expect(await folders.text("some", "old")).toBe("as it was");
    await expect(folders.write("some", "new", torn())).rejects.toThrow("No more.");
    expect(await folders.file("some", "new")).toBeNull();
  });

  it("are swept where no session holds them, and other folders stay", async () => {
    const held = await holdFolder();
    for (const name of [held.name, "waste", "kept"]) await folders.write(name, "x", ["1"]);
    await sweepFolders(folders, (name) => Promise.resolve(name !== "kept"));
    expect((await folders.names()).sort()).toEqual([held.name, "kept"].sort());
    held.release();
  });
});
