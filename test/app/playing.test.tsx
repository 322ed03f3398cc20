import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { showPage, type ShownPage } from "../support/page.tsx";

const FRAMES = 8;
const DURATION_SEC = 8;
const FPS = 25;

/** A sample that ships with the page, open on the fake engine: the picture is real, the budget is not. */
async function showSample(): Promise<ShownPage> {
  const shown = await showPage({
    engine: { facts: { durationSec: DURATION_SEC, frameCount: FPS * DURATION_SEC } },
  });
  const { actions } = shown.store.getState();
  await actions.setFrames(FRAMES);
  const response = await fetch("/samples/calm.webm");
  await actions.openFile(await response.blob(), "calm.webm");
  actions.selectFrame(0);
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

test("YouTube's keys move in time, and a picture that no model has seen carries no tokens", async () => {
  const { store } = await showSample();
  await expect.poll(() => still()).toBeNull();
  expect(document.querySelector(".overlay")).not.toBeNull();
  await userEvent.keyboard("4");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(3.2, 3);
  expect(document.querySelector(".overlay")).toBeNull();
  await expect.element(page.getByText("not looked at; frame 4 is the nearest")).toBeVisible();
  await userEvent.keyboard("{ArrowRight}");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(8, 1);
  await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(0, 3);
  await userEvent.keyboard("l");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(8, 1);
  await userEvent.keyboard("j.");
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(1.5 / FPS, 3);
  await userEvent.keyboard("]");
  await expect.poll(() => document.querySelector(".overlay")).not.toBeNull();
  expect(store.getState()).toMatchObject({ selected: 1, atSec: null });
});

test("seeking while it plays plays on from there", async () => {
  const { store } = await showSample();
  await expect.poll(() => still()).toBeNull();
  await userEvent.keyboard("k6");
  await expect.poll(() => store.getState().atSec).toBeGreaterThan(4.8);
  expect(store.getState().isPlaying).toBe(true);
  await userEvent.keyboard("k");
  await expect.poll(() => videoElement().paused).toBe(true);
  const { atSec } = store.getState();
  expect(atSec).toBeLessThan(8);
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(atSec!, 3);
});

test("speed and sound are keys and controls", async () => {
  const { store } = await showSample();
  await userEvent.keyboard(">>m");
  await expect.poll(() => videoElement().playbackRate).toBe(1.5);
  expect(videoElement().muted).toBe(true);
  await userEvent.selectOptions(page.getByLabelText("Speed"), "0.5 ×");
  expect(videoElement().playbackRate).toBe(0.5);
  await userEvent.click(page.getByRole("button", { name: "Sound on" }));
  expect(videoElement().muted).toBe(false);
  await userEvent.click(page.getByRole("slider", { name: "Volume" }));
  await expect.poll(() => videoElement().volume).toBeCloseTo(0.5, 1);
  // The focused slider keeps its arrows.
  const { selected, atSec, volume } = store.getState();
  await userEvent.keyboard("{ArrowLeft}");
  await expect.poll(() => store.getState().volume).toBeLessThan(volume);
  expect(store.getState()).toMatchObject({ selected, atSec });
});

test("no key of the player fires while something is typed", async () => {
  const { store } = await showSample();
  await userEvent.keyboard("/");
  await userEvent.keyboard("jkl,.<>m5f");
  await expect.element(page.getByRole("textbox", { name: "Question" })).toHaveValue("jkl,.<>m5f");
  expect(store.getState()).toMatchObject({
    selected: 0,
    atSec: null,
    isPlaying: false,
    isMuted: false,
    speed: 1,
  });
});

test("f fills the screen with the player, and empties it again", async () => {
  await showSample();
  await userEvent.keyboard("f");
  await expect.poll(() => document.fullscreenElement?.id).toBe("player");
  await userEvent.click(page.getByRole("button", { name: "Leave full screen" }));
  await expect.poll(() => document.fullscreenElement).toBeNull();
});

test("a file that the browser cannot play shows its thumbnails", async () => {
  const { store } = await showPage();
  await store.getState().actions.openFile(new File(["no video"], "raw.mp4"));
  await expect.poll(() => still()).not.toBeNull();
  await expect.element(page.getByRole("button", { name: "Play" })).toBeDisabled();
  await userEvent.keyboard(" ");
  expect(store.getState().isPlaying).toBe(false);
  await userEvent.keyboard("5");
  await expect.poll(() => store.getState()).toMatchObject({ selected: 16, atSec: null });
});

test("a file plays while it is being opened, and plays on from there", async () => {
  const { store, engine } = await showPage({
    engine: { facts: { durationSec: DURATION_SEC, frameCount: FPS * DURATION_SEC } },
  });
  const sample = await (await fetch("/samples/calm.webm")).blob();
  engine.hold();
  const opening = store.getState().actions.openFile(sample, "calm.webm");
  await expect.element(page.getByLabelText("The video, while it is being opened")).toBeVisible();
  const player = document.querySelector<HTMLVideoElement>(".opening-player")!;
  player.muted = true;
  await player.play();
  await expect.poll(() => player.currentTime).toBeGreaterThan(0.3);
  player.pause();
  const at = player.currentTime;
  engine.release();
  await opening;
  await expect.poll(() => store.getState().atSec).toBeCloseTo(at, 2);
  await expect.poll(() => videoElement().currentTime).toBeCloseTo(at, 2);
  expect(store.getState().isPlaying).toBe(false);
});

test("a file that the browser cannot play shows its frames as they are decoded", async () => {
  const { store, engine } = await showPage();
  engine.hold();
  const opening = store.getState().actions.openFile(new File(["no video"], "raw.mp4"));
  await expect.poll(() => store.getState().video.phase).toBe("opening");
  engine.release();
  await opening;
  await expect.poll(() => still()).not.toBeNull();
});
