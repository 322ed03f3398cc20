import { describe, expect, it } from "vitest";
import { selectIsBetween, selectShownTime } from "../../../src/store/selectors.ts";
import { clip, session } from "../../support/session.ts";

/** Eight frames at 2, 6, … 30 s of a clip of 32 s with 30 pictures a second. */
async function playable() {
  const opened = session();
  await opened.actions.setFrames(8);
  await opened.actions.openFile(clip());
  opened.actions.selectFrame(0);
  expect(opened.frames().video.timesSec).toEqual([2, 6, 10, 14, 18, 22, 26, 30]);
  return opened;
}

describe("the player", () => {
  it("stands anywhere in the file, and the nearest frame is selected", async () => {
    const { actions, store } = await playable();
    actions.seekBy(5);
    expect(store.getState()).toMatchObject({ atSec: 7, selected: 1 });
    expect(selectIsBetween(store.getState())).toBe(true);
    actions.seekBy(-1);
    expect(store.getState()).toMatchObject({ atSec: null, selected: 1 });
    expect(selectIsBetween(store.getState())).toBe(false);
    actions.seekBy(-10);
    expect(selectShownTime(store.getState())).toBe(0);
    actions.seekToShare(0.9);
    expect(selectShownTime(store.getState())).toBeCloseTo(28.8, 9);
    actions.seekBy(10);
    expect(selectShownTime(store.getState())).toBe(32);
  });

  it("goes picture by picture, each once, there and back", async () => {
    const { actions, store } = await playable();
    const pictureAt = () => Math.floor((selectShownTime(store.getState()) ?? 0) * 30 + 1e-6);
    const pictures: number[] = [];
    for (const by of [1, 1, 1, -1, -1]) {
      actions.stepPicture(by);
      pictures.push(pictureAt());
    }
    expect(pictures).toEqual([61, 62, 63, 62, 61]);
    actions.setPlaying(true);
    actions.playedTo(3);
    actions.stepPicture(1);
    expect(store.getState().isPlaying).toBe(false);
    expect(pictureAt()).toBe(91);
  });

  it("selects a frame instead where the file cannot be played, at least the next one", async () => {
    const { actions, store } = await playable();
    actions.seekBy(3);
    actions.playerFailed();
    expect(store.getState()).toMatchObject({ atSec: null, selected: 1 });
    actions.seekBy(5);
    expect(store.getState()).toMatchObject({ atSec: null, selected: 2 });
    actions.seekBy(1);
    expect(store.getState().selected).toBe(3);
    actions.stepPicture(-1);
    expect(store.getState().selected).toBe(2);
    actions.seekToShare(0);
    actions.seekBy(-5);
    expect(store.getState().selected).toBe(0);
    await actions.openFile(clip("other.mp4"));
    expect(store.getState().isUnplayable).toBe(false);
  });

  it("begins again where it had come to the end", async () => {
    const { actions, store } = await playable();
    actions.setPlaying(true);
    actions.playedTo(31.97);
    actions.setPlaying(false);
    actions.setPlaying(true);
    expect(selectShownTime(store.getState())).toBe(0);
    actions.playedTo(16);
    actions.setPlaying(false);
    actions.setPlaying(true);
    expect(selectShownTime(store.getState())).toBe(16);
  });

  it("comes back to a frame when one is selected, and to the same moment in other frames", async () => {
    const { actions, store } = await playable();
    actions.seekBy(3);
    actions.stepFrame(1);
    expect(store.getState()).toMatchObject({ atSec: null, selected: 2 });
    actions.seekBy(-2.9);
    await actions.setFrames(16);
    expect(selectShownTime(store.getState())).toBe(7);
  });

  it("has the speeds from a quarter to two", async () => {
    const { actions, store } = await playable();
    for (let step = 0; step < 9; step++) actions.stepSpeed(1);
    expect(store.getState().speed).toBe(2);
    actions.stepSpeed(-1);
    expect(store.getState().speed).toBe(1.75);
    for (let step = 0; step < 9; step++) actions.stepSpeed(-1);
    expect(store.getState().speed).toBe(0.25);
  });
});
