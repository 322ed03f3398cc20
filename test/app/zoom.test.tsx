// A long video's ribbon: zoomed and panned by keys, wheel and overview, and following the head of a reading.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wholeOf } from "../../src/store/video/state.ts";
import { showForTalk, showTalk, TALK_FILE } from "../support/page.tsx";
import type { FakeDisk } from "../support/fake-whole.ts";
import { until } from "../support/test-env.ts";

const CHUNKS = 200;
const scroller = () => document.getElementById("ribbon")!;
const overview = () => page.getByRole("scrollbar", { name: "Part of the timeline in view" });
const track = () => document.querySelector(".ribbon .track")!.getBoundingClientRect();

test("w and s zoom, a and d pan, and the overview shows what is in view", async () => {
  await showTalk({ chunks: CHUNKS });
  await expect.element(overview()).toBeVisible();
  const before = track().width;
  await userEvent.keyboard("w");
  await expect.poll(() => track().width / before).toBeCloseTo(1.5, 2);
  scroller().scrollTo({ left: 0 });
  await userEvent.keyboard("d");
  await expect.poll(() => scroller().scrollLeft).toBeGreaterThan(100);
  await userEvent.keyboard("a");
  await expect.poll(() => scroller().scrollLeft).toBe(0);
  const window = () => document.querySelector(".overview-window")!.getBoundingClientRect().width;
  const bar = document.querySelector(".overview-bar")!.getBoundingClientRect().width;
  const inView = scroller().clientWidth - (scroller().scrollWidth - track().width);
  await expect.poll(() => window() / bar).toBeCloseTo(inView / track().width, 2);
  // All of it, with which there is nothing to oversee.
  await userEvent.keyboard("sssss");
  await expect.element(overview()).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: "Zoom out" })).toBeDisabled();
  await userEvent.keyboard("+");
  await expect.element(overview()).toBeVisible();
});

test("only columns near the view are there, and keys reach the others", async () => {
  const { store } = await showTalk({ chunks: CHUNKS });
  const options = () => [...document.querySelectorAll(".ribbon [role=option]")];
  await expect.poll(() => options().length).toBe(CHUNKS);
  await userEvent.keyboard("wwwwww");
  await expect.poll(() => track().width / scroller().clientWidth).toBeGreaterThan(6);
  await expect.poll(() => options().length).toBeLessThan(CHUNKS / 2);
  expect(document.querySelectorAll(".chunk-cell").length).toBeLessThan(CHUNKS / 2);
  document.querySelector<SVGElement>(".ribbon [role=option][tabindex='0']")!.focus();
  await userEvent.keyboard("{Home}");
  const last = page.getByRole("option", { name: /^Chunk 200 of 200,/ });
  await expect.element(last).not.toBeInTheDocument();
  await userEvent.keyboard("{End}");
  await expect.element(last).toHaveFocus();
  expect(last.element().getAttribute("aria-posinset")).toBe("200");
  expect(last.element().getAttribute("aria-setsize")).toBe("200");
  // The view follows, and what is there stands over what it is of.
  await expect.poll(() => options().length).toBeGreaterThan(10);
  const cell = document.querySelector(".chunk-cell:last-child")!.getBoundingClientRect();
  const bar = last.element().querySelector(".hit")!.getBoundingClientRect();
  expect(bar.left + bar.width / 2).toBeCloseTo(cell.left + cell.width / 2, 0);
  expect(cell.right).toBeLessThanOrEqual(scroller().getBoundingClientRect().right + 1);
  await userEvent.keyboard("{ArrowLeft}{Enter}");
  expect(Math.floor(store.getState().selected / 8)).toBe(198);
});

test("the wheel with Ctrl zooms around the pointer", async () => {
  await showTalk({ chunks: CHUNKS });
  await expect.element(overview()).toBeVisible();
  const clientX = scroller().getBoundingClientRect().left + 400;
  const shareAt = () => (clientX - track().left) / track().width;
  const [share, width] = [shareAt(), track().width];
  const wheel = new WheelEvent("wheel", { deltaY: -200, clientX, ctrlKey: true, cancelable: true });
  scroller().dispatchEvent(wheel);
  expect(wheel.defaultPrevented).toBe(true);
  await expect.poll(() => track().width).toBeGreaterThan(width * 2);
  expect(shareAt()).toBeCloseTo(share, 3);
  const plain = new WheelEvent("wheel", { deltaY: 100, clientX, cancelable: true });
  scroller().dispatchEvent(plain);
  expect(plain.defaultPrevented).toBe(false);
});

test("the overview is moved by arrows and by pressing it", async () => {
  const { store } = await showTalk({ chunks: CHUNKS });
  await expect.element(overview()).toBeVisible();
  overview().element().focus();
  const { selected, atSec } = store.getState();
  await userEvent.keyboard("{End}");
  await expect.element(overview()).toHaveAttribute("aria-valuenow", "100");
  await userEvent.keyboard("{ArrowLeft}");
  await expect
    .poll(() => Number(overview().element().getAttribute("aria-valuenow")))
    .toBeLessThan(100);
  await userEvent.keyboard("{Home}");
  await expect.element(overview()).toHaveAttribute("aria-valuenow", "0");
  expect(store.getState()).toMatchObject({ selected, atSec });
  await userEvent.click(overview());
  await expect.element(overview()).toHaveAttribute("aria-valuenow", "50");
});

test("the head of a reading stays in view, unless the reader has left it", async () => {
  const { engine, store } = await showForTalk({ chunks: CHUNKS });
  const opening = store.getState().actions.openFile(TALK_FILE);
  const read = () => wholeOf(store.getState().video)?.chunks.length ?? 0;
  const headInView = () => {
    const { left, width } = track();
    const head = left + (read() / CHUNKS) * width;
    const view = scroller().getBoundingClientRect();
    return head >= view.left && head <= view.right;
  };
  await until(store, () => read() >= 170);
  engine.hold();
  await expect.poll(headInView).toBe(true);
  expect(scroller().scrollLeft).toBeGreaterThan(50);
  scroller().scrollTo({ left: 0 });
  await expect.element(overview()).toHaveAttribute("aria-valuenow", "0");
  engine.release();
  await until(store, () => read() >= 185);
  expect(scroller().scrollLeft).toBe(0);
  await opening;
});

test("eight hours come back from the disk drawn a few times, and only what is near the view", async () => {
  const hours = { chunks: 4_000, sec: 32_000 };
  const disk: FakeDisk = new Map();
  let clock = 0;
  const { store } = await showTalk({
    chunks: 2,
    // What is counted is work, however long it takes.
    now: () => ++clock,
    engine: { whole: { disk }, model: { grid: { rows: 2, columns: 2 } } },
  });
  const { actions } = store.getState();
  await actions.saveMemory();
  const [id, { memory, video }] = [...disk][0]!;
  const facts = { ...video.facts, durationSec: hours.sec };
  const timesSec = Array.from({ length: hours.sec }, (_, second) => second + 0.5);
  const saved = { ...memory, facts, frames: hours.sec, chunks: hours.chunks };
  disk.set(id, {
    memory: saved,
    video: { ...video, facts, timesSec, chunkCount: hours.chunks },
  });
  await actions.closeVideo();
  let draws = 0;
  const observer = new MutationObserver(() => void draws++);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  await actions.openSaved(saved);
  expect(wholeOf(store.getState().video)).toMatchObject({ reading: { phase: "done" } });
  const options = () => [...document.querySelectorAll(".ribbon [role=option]")];
  await expect.poll(() => options().at(0)?.getAttribute("aria-setsize")).toBe("4000");
  observer.disconnect();
  expect(wholeOf(store.getState().video)?.chunks).toHaveLength(hours.chunks);
  expect(wholeOf(store.getState().video)?.strip).toHaveLength(hours.chunks);
  expect(draws).toBeLessThan(400);
  expect(document.querySelectorAll("*").length).toBeLessThan(4_000);
});
