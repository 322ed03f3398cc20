// An evaluation that is gone on with: what the browser lets the page read again, which tab asks, and that the screen stays on
// meanwhile.

import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { folderHandle, nextqaFiles } from "../support/bench-folder.ts";
import {
  ALL_ASKED,
  button,
  ENGINE,
  holdAt,
  leftBegun,
  pickHandle,
  progress,
  showEvaluate,
  start,
} from "../support/evaluate-page.ts";
import { createFakeKept, type FakeKept } from "../support/fake-kept.ts";
import { session } from "../support/session.ts";
import { until } from "../support/test-env.ts";

type Askable = Record<
  "queryPermission" | "requestPermission",
  (options: object) => Promise<PermissionState>
>;

/** Handles of the page's own disk are always allowed; here they are what a folder elsewhere would be after a reload. */
const onHandles = FileSystemDirectoryHandle.prototype as unknown as Askable;

/** Has the browser ask, and its reader say `said`; a throw is what browsers do without a fresh press. */
function willSay(...said: (PermissionState | DOMException)[]) {
  vi.spyOn(onHandles, "queryPermission").mockResolvedValue("prompt");
  const asked = vi.spyOn(onHandles, "requestPermission").mockImplementation(() => {
    const next = said.shift() ?? "denied";
    return typeof next === "string" ? Promise.resolve(next) : Promise.reject(next);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return asked;
}

let handle: FileSystemDirectoryHandle;
beforeEach(async () => {
  handle = await folderHandle(nextqaFiles(4));
});

const begun = () => leftBegun({ kind: "handle", handle });

async function showBegun(kept: FakeKept) {
  const shown = await showEvaluate({ kept });
  await userEvent.click(button(/^NExT-QA, /));
  return shown;
}

describe("the permission to read a folder", () => {
  test("is asked for upon a press, told when it is refused, and asked for again", async () => {
    const kept = await begun();
    const asked = willSay("denied", new DOMException("No press.", "SecurityError"), "granted");
    const { store } = await showBegun(kept);
    expect(asked).not.toHaveBeenCalled();
    for (let times = 1; times <= 2; times++) {
      await userEvent.click(button(/^Go on with /));
      await expect.poll(() => asked.mock.calls.length).toBe(times);
      await expect
        .element(page.getByRole("alert"))
        .toHaveTextContent('The folder "nextqa" was not opened, because the browser may not read');
      expect(store.getState().evaluate.shown?.head.asked).toBe(3);
      // Another choice of the folder would do too.
      await expect.element(button(/^Choose “nextqa” again/)).toBeVisible();
    }
    await userEvent.click(button(/^Go on with /));
    await expect.element(progress(ALL_ASKED)).toBeVisible();
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test("is not asked for while it lasts, and its end ends the evaluation with a sentence", async () => {
    const kept = await begun();
    const asked = vi.spyOn(onHandles, "requestPermission");
    onTestFinished(() => void vi.restoreAllMocks());
    const shown = await showBegun(kept);
    await userEvent.click(button(/^Go on with /));
    await holdAt(shown, 6);
    // What Chrome does with the files and names of a folder that the reader takes back.
    const taken = new DOMException("Not allowed.", "NotAllowedError");
    vi.spyOn(FileSystemFileHandle.prototype, "getFile").mockRejectedValue(taken);
    vi.spyOn(FileSystemDirectoryHandle.prototype, "values").mockImplementation(() => {
      throw taken;
    });
    shown.engine.release();
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent('The folder "nextqa" can no longer be read.');
    expect(asked).not.toHaveBeenCalled();
    expect(shown.store.getState().evaluate.shown?.head.score.failed).toBe(0);
  });
});

describe("of two tabs", () => {
  test("one asks, the other says so and shows each answer, and then goes on", async () => {
    const kept = await begun();
    const first = session(ENGINE, { kept });
    await first.actions.ensureModel();
    const { store, engine } = await showBegun(kept);
    await first.actions.refreshEvaluations();
    const { id } = store.getState().evaluate.shown!.head;
    await first.actions.showEvaluation(id);
    const running = first.actions.goOnWithEvaluation({ isRetrying: false });
    await expect.element(page.getByText(/^It is being asked in another tab\./)).toBeVisible();
    await expect.element(button(/^Go on with /)).not.toBeInTheDocument();
    await holdAt(first, 6);
    // What the other keeps is on show here.
    await expect.element(progress(/^6 of 12 questions asked/)).toBeVisible();
    await userEvent.click(button("All evaluations"));
    await expect.element(page.getByText(/being asked in another tab/)).toBeVisible();
    await expect.element(button(/^Delete NExT-QA/)).not.toBeInTheDocument();
    first.actions.stop();
    first.engine.release();
    await running;
    await userEvent.click(button(/^NExT-QA, /));
    await userEvent.click(button(/^Go on with 6 questions/));
    await expect.element(progress(ALL_ASKED)).toBeVisible();
    // Neither asked about a video that the other had asked about.
    const opened = [...first.engine.calls, ...engine.calls].filter((call) =>
      call.startsWith("openFrames"),
    );
    expect(opened.length).toBeLessThanOrEqual(4);
    expect(store.getState().evaluate.shown?.head.score).toEqual({ right: 18, n: 36, failed: 0 });
    // The first tab has heard the end.
    await until(first.store, ({ evaluate }) => evaluate.shown?.head.asked === 12);
    await until(first.store, ({ evaluate }) => !evaluate.elsewhereIds.includes(id));
  });

  test("the second is told when both begin at once, and none deletes what the other asks", async () => {
    const kept = await begun();
    const tabs = [session(ENGINE, { kept }), session(ENGINE, { kept })] as const;
    for (const { actions, store } of tabs) {
      await actions.ensureModel();
      await actions.refreshEvaluations();
      await actions.showEvaluation(store.getState().evaluate.kept![0]!.id);
    }
    const [one, other] = tabs;
    one.engine.hold();
    const running = one.actions.goOnWithEvaluation({ isRetrying: false });
    await until(one.store, ({ evaluate }) => evaluate.runningId !== null);
    await other.actions.goOnWithEvaluation({ isRetrying: false });
    const { shown } = other.store.getState().evaluate;
    expect(shown).toMatchObject({ phase: "interrupted", error: { code: "evaluation-busy" } });
    await other.actions.removeEvaluation(shown!.head.id);
    expect(other.store.getState().evaluate.kept).toHaveLength(1);
    one.engine.release();
    await running;
    expect(one.store.getState().evaluate.shown).toMatchObject({ phase: "done", error: null });
    // What was said of the other tab is over with it.
    await until(other.store, ({ evaluate }) => evaluate.shown?.phase === "done");
    expect(other.store.getState().evaluate.shown?.error).toBeNull();
    // Deleted in one, it is told in the other.
    await one.actions.removeEvaluation(shown!.head.id);
    await other.actions.goOnWithEvaluation({ isRetrying: true });
    expect(other.store.getState().evaluate.shown?.error?.code).toBe("evaluation-deleted");
    expect([...kept.records.keys()].filter((name) => name.includes("evaluation"))).toEqual([]);
  });
});

describe("the screen", () => {
  test("stays on while questions are asked, again after the tab was hidden, and not behind it", async () => {
    const held: WakeLockSentinel[] = [];
    const real = navigator.wakeLock.request.bind(navigator.wakeLock);
    vi.spyOn(navigator.wakeLock, "request").mockImplementation(async (type) => {
      const sentinel = await real(type);
      held.push(sentinel);
      return sentinel;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    pickHandle(handle);
    const shown = await showEvaluate({ kept: createFakeKept() });
    await userEvent.click(button("Choose its folder"));
    await start();
    await holdAt(shown, 3);
    await expect.element(page.getByText(/^The screen stays on/)).toBeVisible();
    expect(held.map(({ released }) => released)).toEqual([false]);
    // The browser lets go of it with a tab that is hidden.
    await held[0]!.release();
    await expect.element(page.getByText(/does not keep the screen on/)).toBeVisible();
    document.dispatchEvent(new Event("visibilitychange"));
    await expect.element(page.getByText(/^The screen stays on/)).toBeVisible();
    shown.engine.release();
    await expect.element(progress(ALL_ASKED)).toBeVisible();
    await expect.poll(() => held.map(({ released }) => released)).toEqual([true, true]);
    await expect.element(page.getByText(/^The screen stays on/)).not.toBeInTheDocument();
  });

  test("is not kept on by every browser, which is told", async () => {
    const refused = new DOMException("The battery is low.", "NotAllowedError");
    vi.spyOn(navigator.wakeLock, "request").mockRejectedValue(refused);
    onTestFinished(() => void vi.restoreAllMocks());
    pickHandle(handle);
    const shown = await showEvaluate();
    await userEvent.click(button("Choose its folder"));
    await start();
    await holdAt(shown, 3);
    await expect
      .element(page.getByText(/see that the computer does not go to sleep/))
      .toBeVisible();
    shown.engine.release();
    await expect.element(progress(ALL_ASKED)).toBeVisible();
  });
});
