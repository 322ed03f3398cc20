// The files of earlier visits: what comes back by itself, what the reader is asked for, and what is gone.

import { describe, expect, it } from "vitest";
import { selectRecentToChoose } from "../../../src/store/selectors.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { createFakeRecent, type FakeRecent } from "../../support/fake-recent.ts";
import { clip, session } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve));
const FILE = clip();
const HANDLE = { kind: "file", name: FILE.name } as unknown as FileSystemFileHandle;

/** A page that had the file open in an earlier visit, with its answer. */
async function visitAgain(recent: FakeRecent, records = new Map<string, unknown>()) {
  const one = session({}, { kept: createFakeKept(records), recent });
  const stop = one.actions.start();
  await settled();
  await one.actions.openFiles([FILE], [HANDLE]);
  await one.actions.ask("First?");
  one.env.pass(300);
  await settled();
  stop();
  const other = session({}, { kept: createFakeKept(records), recent });
  const end = other.actions.start();
  other.env.idle();
  await until(other.store, ({ turns, recent: files }) => turns.length === 1 && files.length === 1);
  return { ...other, end };
}

describe("a file of an earlier visit", () => {
  it("comes back by itself where the browser still lets it be read", async () => {
    const again = await visitAgain(createFakeRecent());
    await until(again.store, ({ video }) => video.phase === "open");
    expect(again.open().file.key).toBe(again.store.getState().turns[0]?.fileKey);
    again.end();
  });

  it("waits for a press where the browser has to ask, and is the same file then", async () => {
    const recent = createFakeRecent();
    recent.permissions.set(FILE.name, "prompt");
    const again = await visitAgain(recent);
    await settled();
    expect(again.store.getState().video.phase).toBe("none");
    const file = selectRecentToChoose(again.store.getState());
    expect(file?.name).toBe(FILE.name);
    await again.actions.openRecent(file!.id);
    expect(again.open().file.key).toBe(again.store.getState().turns[0]?.fileKey);
    again.end();
  });

  it("stays in the list where it was refused, and leaves it where it is gone", async () => {
    const recent = createFakeRecent([FILE]);
    recent.permissions.set(FILE.name, "denied");
    const { actions, store } = session({}, { recent });
    await actions.refreshRecent();
    const [file] = store.getState().recent;
    await actions.openRecent(file!.id);
    expect(store.getState().notices.at(-1)?.error.code).toBe("file-refused");
    expect(store.getState().recent).toHaveLength(1);
    recent.permissions.set(FILE.name, "gone");
    await actions.openRecent(file!.id);
    expect(store.getState().notices.at(-1)?.error).toMatchObject({
      code: "file-gone",
      message: "clip.mp4 is no longer where it was.",
    });
    expect(store.getState().recent).toEqual([]);
    expect(store.getState().video.phase).toBe("none");
  });

  it("is forgotten when the reader says so, and comes first when it is opened again", async () => {
    const recent = createFakeRecent([clip("a.mp4"), clip("b.mp4")]);
    const { actions, store } = session({}, { recent });
    await actions.refreshRecent();
    const names = () => store.getState().recent.map(({ name }) => name);
    expect(names()).toEqual(["a.mp4", "b.mp4"]);
    await actions.openRecent(store.getState().recent[1]!.id);
    await until(store, ({ recent: files }) => files[0]?.name === "b.mp4");
    await actions.forgetRecent(store.getState().recent[0]!.id);
    expect(names()).toEqual(["a.mp4"]);
  });
});
