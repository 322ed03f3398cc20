import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { showPage, type ShownPage } from "../support/page.tsx";

const FRAMES = 8;
const DURATION_SEC = 8;

/** A sample that ships with the page, open on the fake engine: the picture is real, the budget is not. */
async function showSample(): Promise<ShownPage> {
  const shown = await showPage({ engine: { facts: { durationSec: DURATION_SEC } } });
  const { actions } = shown.store.getState();
  await actions.setFrames(FRAMES);
  const response = await fetch("/samples/calm.webm");
  await actions.openFile(await response.blob(), "calm.webm");
  await expect.element(page.getByRole("listbox")).toBeVisible();
  return shown;
}

const videoElement = () => document.querySelector<HTMLVideoElement>(".screen video")!;
const still = () => document.querySelector("canvas.still");

test("the selected frame is drawn from the file itself, sharper than its thumbnail", async () => {
  await showSample();
  await expect.poll(() => still()).toBeNull();
  expect(videoElement().currentTime).toBeCloseTo(DURATION_SEC / FRAMES / 2, 2);
  await userEvent.keyboard("]]");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(2.5, 2);
  await expect.poll(() => still()).toBeNull();
});

test("Space plays and pauses, and playing moves the selection", async () => {
  const { store } = await showSample();
  await expect.poll(() => still()).toBeNull();
  await userEvent.keyboard(" ");
  await expect.poll(() => store.getState().selected).toBeGreaterThan(0);
  await userEvent.keyboard(" ");
  await expect.poll(() => videoElement().paused).toBe(true);
  await expect.element(page.getByRole("button", { name: "Play" }).first()).toBeInTheDocument();
});

test("a file that the browser cannot play shows its thumbnails", async () => {
  const { store } = await showPage();
  await store.getState().actions.openFile(new File(["no video"], "raw.mp4"));
  await expect.poll(() => still()).not.toBeNull();
  await userEvent.keyboard(" ");
  await expect.poll(() => store.getState().isPlaying).toBe(false);
});
