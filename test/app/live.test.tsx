// A source that is read as it happens, on the page: how it is chosen and refused, what is said while it runs, what is watched for.

import { describe, expect, onTestFinished, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openLiveSource } from "../../src/store/live/live-sources.ts";
import type { LiveEnd, LiveSource } from "../../src/store/live/types.ts";
import { memoryIn, wholeOf } from "../../src/store/video/state.ts";
import type { FakeOptions } from "../support/fake-engine.ts";
import { createFakeLive } from "../support/fake-live.ts";
import { showPage } from "../support/page.tsx";
import { until } from "../support/test-env.ts";

const dialog = page.getByRole("dialog", { name: "Watch live" });
const start = dialog.getByRole("button", { name: "Start" });
const QUESTION = "Is there a star?";

async function openDialog() {
  await page.getByRole("button", { name: "Watch live" }).click();
  await expect.element(dialog).toBeVisible();
}

/** The page with a source that runs, of which so many chunks have been read. */
async function showLive(chunks: number, engine: FakeOptions = {}) {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d")?.fillRect(0, 0, 9, 9);
  const live = createFakeLive("Camera", "camera", canvas.captureStream());
  const shown = await showPage({ engine, openLive: () => Promise.resolve(live.source) });
  const { store } = shown;
  await store.getState().actions.ensureModel();
  await openDialog();
  await start.click();
  await until(store, ({ video }) => wholeOf(video)?.live?.stream !== undefined);
  const read = async (more: number) => {
    const have = memoryIn(store.getState().video)?.chunks.length ?? 0;
    live.send(8 * more);
    await until(store, ({ video }) => memoryIn(video)?.chunks.length === have + more);
  };
  await read(chunks);
  return { ...shown, live, read };
}

describe("a live source", () => {
  test("that the browser refuses is told in the dialog, which stays", async () => {
    vi.spyOn(navigator.mediaDevices, "getUserMedia").mockRejectedValue(
      new DOMException("Permission denied", "NotAllowedError"),
    );
    vi.spyOn(navigator.mediaDevices, "getDisplayMedia").mockRejectedValue(
      new DOMException("Permission denied", "NotAllowedError"),
    );
    onTestFinished(() => void vi.restoreAllMocks());
    const { store } = await showPage();
    await store.getState().actions.ensureModel();
    await openDialog();
    await start.click();
    await expect
      .element(dialog.getByRole("alert"))
      .toHaveTextContent(/The camera could not be used/);
    await dialog.getByRole("radio", { name: "Screen or tab" }).click();
    await expect.element(dialog.getByRole("alert")).not.toBeInTheDocument();
    await start.click();
    await expect
      .element(dialog.getByRole("alert"))
      .toHaveTextContent(/The screen could not be used/);
    await dialog.getByRole("radio", { name: "A file, played" }).click();
    await expect.element(start).toBeDisabled();
    expect(store.getState().video.phase).toBe("none");
  });

  test("shows now, goes back to what was kept, and is saved when it is stopped", async () => {
    const { store, live } = await showLive(3);
    await expect.element(page.getByRole("figure", { name: "Camera, now" })).toBeVisible();
    await expect.element(page.getByText("can read 4.2 times as fast as it happens")).toBeVisible();
    const ribbon = page.getByRole("listbox", { name: /^Relevance/ });
    await expect.element(ribbon.getByRole("option").nth(2)).toBeVisible();
    // Other frames of it cannot be had, so no part of it is drawn, by no means.
    const ruler = document.querySelector<HTMLElement>(".ruler")!;
    const { left, top } = ruler.getBoundingClientRect();
    const at = (x: number) => ({ clientX: left + x, clientY: top + 4, buttons: 1, bubbles: true });
    document.querySelector<HTMLElement>(".timeline")!.setPointerCapture = () => undefined;
    ruler.dispatchEvent(new PointerEvent("pointerdown", { ...at(9), pointerType: "mouse" }));
    for (const x of [40, 90]) ruler.dispatchEvent(new PointerEvent("pointermove", at(x)));
    ruler.dispatchEvent(new PointerEvent("pointerup", at(90)));
    await userEvent.keyboard("io");
    expect(store.getState().drawnRange).toBeNull();
    expect(page.getByRole("button", { name: "Ask about a part" }).elements()).toEqual([]);
    store.getState().actions.selectFrame(4);
    await expect
      .element(page.getByRole("figure", { name: /^Frame 5 at 0:04.0, chunk 1 of 3/ }))
      .toBeVisible();
    await page.getByRole("button", { name: "Back to now" }).click();
    await expect.element(page.getByRole("figure", { name: "Camera, now" })).toBeVisible();

    await page.getByRole("button", { name: "Stop and save" }).click();
    await expect.element(page.getByText("Was read live")).toBeVisible();
    await expect.element(page.getByText(/^Saved, /)).toBeVisible();
    expect(live.isStopped).toBe(true);
    await expect
      .element(page.getByRole("button", { name: /^Choose the video/ }))
      .not.toBeInTheDocument();
  });

  test("is asked about now, and says what the answer saw nothing of", async () => {
    const { store } = await showLive(10);
    await store.getState().actions.ask("What just happened?");
    await expect.element(page.getByRole("article")).toHaveTextContent(/8 of 10 chunks/);
    expect(document.querySelectorAll('.chunk-cell[data-role="unseen"]')).toHaveLength(2);
    expect(document.querySelectorAll('.chunk-cell[data-role="detail"]')).toHaveLength(8);
    await expect
      .element(page.getByRole("option", { name: /^Chunk 1 of 10,/ }))
      .toHaveAccessibleName(/not shown to the model, 0 tokens/);
  });

  test("says what was missed, and why nothing comes", async () => {
    const gaps = [
      { fromSec: 2, toSec: 9, wasAsleep: false },
      { fromSec: 41, toSec: 3_641, wasAsleep: true },
    ];
    const pace = { factor: 0.6, framesPerSec: 0.48, dropped: 12, missed: 1, turns: 2, gaps };
    const { live, read } = await showLive(1, { whole: { pace } });
    for (const said of [
      "Reading is slower than the source: 0.48 frames a second are read instead of 1.",
      "12 frames were not read, because the model was busy.",
      "The picture changed its shape 2 times; it is fitted into the shape that it had at first.",
      "The computer slept, so no picture came from 0:41 to 1:00:41. It is the last of 2 gaps.",
    ])
      await expect.element(page.getByText(said)).toBeVisible();
    const late = "One picture did not come: at times the source sent fewer than 1 a second.";
    await expect.element(page.getByText(late, { exact: true })).toBeVisible();

    // The tab goes to the background for a moment, in which a gap begins.
    const isHidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    onTestFinished(() => isHidden.mockRestore());
    document.dispatchEvent(new Event("visibilitychange"));
    isHidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    gaps.push({ fromSec: 0, toSec: 60, wasAsleep: false });
    await read(1);
    const hidden =
      "No picture came from 0:00 to 1:00, while this tab was in the background. It is the last of 3 gaps.";
    await expect.element(page.getByText(hidden)).toBeVisible();
    await expect
      .element(page.getByText(`${late} This tab was in the background, where browsers slow pages.`))
      .toBeVisible();
    live.silence(true);
    await expect.element(page.getByText(/^The camera sends no picture/)).toBeVisible();
    live.end("taken-back");
    await expect.element(page.getByText(/^The camera stopped: it was switched off/)).toBeVisible();
    await expect.element(page.getByText(/^Saved, /)).toBeVisible();
  });

  test("is watched for what a standing question names, and keeps when it was there", async () => {
    const likelihoods = { [QUESTION]: [0.9, 0.1] };
    const { read, live } = await showLive(2, { whole: { likelihoods } });
    await page.getByRole("button", { name: "Add a standing question" }).click();
    const field = page.getByRole("textbox", { name: "Question about each chunk" });
    await field.fill(QUESTION);
    await page.getByRole("textbox", { name: "Fires at the answer" }).fill("Yes");
    await page.getByRole("textbox", { name: "Not at" }).fill("No");
    await userEvent.keyboard("{Enter}");
    const watch = page.getByRole("region", { name: "Watch for" });
    await expect.element(watch).toHaveTextContent("waits for the next chunk");
    await read(1);
    await expect.element(watch).toHaveTextContent(/90\s% at 0:20, 1 check\s*fired once/);
    const hits = watch.getByRole("list", { name: `When it fired: ${QUESTION}` });
    await hits.getByRole("button").click();
    await expect
      .element(page.getByRole("figure", { name: /^Frame 21 at 0:20.0, chunk 3/ }))
      .toBeVisible();
    await watch.getByRole("button", { name: /^Remove: / }).click();
    await expect.element(hits).not.toBeInTheDocument();
    live.end("ended");
  });
});

test("what was watched for is there when the memory is opened again", async () => {
  const { store, read } = await showLive(1, { whole: { likelihoods: { [QUESTION]: [0.9, 0.1] } } });
  const { actions } = store.getState();
  const asked = { question: QUESTION, fires: ["Yes"], others: ["No"], threshold: 0.5 };
  await actions.watchFor({ ...asked, cooldownSec: 30 }, false);
  await read(1);
  const watch = page.getByRole("region", { name: /^Watch(ed)? for$/ });
  await expect.element(watch).toHaveTextContent("fired once");
  await page.getByRole("button", { name: "Stop and save" }).click();
  await expect.element(page.getByText(/^Saved, /)).toBeVisible();
  await actions.closeVideo();
  await page.getByRole("button", { name: "Open Camera" }).click();
  await expect.element(watch).toHaveTextContent(/was asked about each chunk.*1 check\s*fired once/);
  const hits = watch.getByRole("list", { name: `When it fired: ${QUESTION}` });
  expect(hits.getByRole("button").element().querySelector("img")).not.toBeNull();
  await hits.getByRole("button").click();
  await expect.element(page.getByRole("figure", { name: /^Frame 13 at 0:12.0/ })).toBeVisible();
  expect(page.getByRole("button", { name: /^Remove: / }).elements()).toEqual([]);
});

describe("a source of the browser", () => {
  /** Reads so many frames, and closes them. */
  const timesOf = async ({ frames }: LiveSource, count: number): Promise<number[]> => {
    const reader = frames.getReader();
    const times: number[] = [];
    while (times.length < count) {
      const { done, value } = await reader.read();
      if (done) break;
      times.push(value.timestamp / 1e6);
      value.close();
    }
    await reader.cancel();
    return times;
  };

  test("is a camera's stream, and says when it was taken back", async () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const timer = setInterval(() => context?.fillRect(0, 0, Math.random() * 99, 9), 20);
    vi.spyOn(navigator.mediaDevices, "getUserMedia").mockResolvedValue(canvas.captureStream(30));
    onTestFinished(() => {
      clearInterval(timer);
      vi.restoreAllMocks();
    });
    const source = await openLiveSource({ kind: "camera", deviceId: null });
    const ends: LiveEnd[] = [];
    source.onEnd((end) => ends.push(end));
    const times = await timesOf(source, 3);
    expect(times).toHaveLength(3);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    source.stream.getVideoTracks()[0]!.dispatchEvent(new Event("ended"));
    expect(ends).toEqual(["taken-back"]);
    source.stop();
  });

  test("is a file that is played once", async () => {
    const clip = await (await fetch("/samples/calm.webm")).blob();
    const source = await openLiveSource({ kind: "file", file: new File([clip], "calm.webm") });
    const ended = new Promise<LiveEnd>((resolve) => source.onEnd(resolve));
    expect(await timesOf(source, 3)).toHaveLength(3);
    expect(source.name).toBe("calm.webm");
    source.stop();
    void ended;
    await expect(
      openLiveSource({ kind: "file", file: new File(["x"], "x.mp4") }),
    ).rejects.toMatchObject({ code: "live-unplayable" });
  });
});
