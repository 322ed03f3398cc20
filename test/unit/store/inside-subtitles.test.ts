// Subtitles in tracks of the file that is open, beside those that were chosen with it, and what a reload brings back.

import { expect, it } from "vitest";
import { selectFileSubtitles, selectSubtitles } from "../../../src/store/selectors.ts";
import type { SessionState } from "../../../src/store/types.ts";
import { createFakeAddress } from "../../support/fake-address.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { clip, session } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const cue = (text: string) => ({ fromSec: 1, toSec: 2, text });
const TRACKS = [
  { title: "Signs", language: null, isDefault: false, cues: [cue("EXIT")] },
  { title: null, language: "eng", isDefault: true, cues: [cue("Hello.")] },
  { title: null, language: "q@", isDefault: false, cues: [cue("?")] },
];
const SRT = new File(["00:01.0 --> 00:02.0\nFrom beside."], "clip.srt");

const begin = (...args: Parameters<typeof session>) => {
  const made = session(...args);
  const stop = made.actions.start();
  return { ...made, stop };
};
const names = (state: SessionState) =>
  selectFileSubtitles(state)?.tracks.map(({ name }) => name) ?? [];
const hasTracks = (count: number) => (state: SessionState) => names(state).length === count;

it("the tracks of a file are there by their names, and the one that players show is shown", async () => {
  const { store, actions, stop } = begin({ subtitles: TRACKS });
  await actions.openFile(clip());
  const state = await until(store, hasTracks(3));
  expect(names(state)).toEqual([
    "Signs, in the file",
    "English, in the file",
    "Track 3, in the file",
  ]);
  expect(selectSubtitles(state)?.cues[0]?.text).toBe("Hello.");
  actions.chooseSubtitles(0);
  expect(selectSubtitles(store.getState())?.cues[0]?.text).toBe("EXIT");
  actions.chooseSubtitles(9);
  expect(selectSubtitles(store.getState())?.cues[0]?.text).toBe("EXIT");
  // Other frames of the same file change nothing, and what was removed stays so.
  await actions.setFrames(4);
  expect(selectSubtitles(store.getState())?.cues[0]?.text).toBe("EXIT");
  actions.removeSubtitles();
  await actions.setFrames(8);
  expect(selectSubtitles(store.getState())).toBeNull();
  stop();
});

it("a file that is chosen beside the video comes first, before or behind them", async () => {
  const { store, actions, stop } = begin({ subtitles: TRACKS });
  await actions.openFiles([clip(), SRT]);
  const state = await until(store, hasTracks(4));
  expect(names(state)[0]).toBe("clip.srt");
  expect(selectSubtitles(state)?.cues[0]?.text).toBe("From beside.");
  await actions.openFiles([new File(["00:01.0 --> 00:02.0\nAnother."], "other.vtt")]);
  expect(names(store.getState())).toEqual(["other.vtt", ...names(state).slice(1)]);
  expect(selectSubtitles(store.getState())?.cues[0]?.text).toBe("Another.");
  stop();
});

it("a file without any has none, and leaves those beside it", async () => {
  const { store, actions, stop } = begin();
  await actions.openFiles([clip(), SRT]);
  expect(names(store.getState())).toEqual(["clip.srt"]);
  await actions.openFile(clip("other.mp4"));
  expect(selectSubtitles(store.getState())).toBeNull();
  await actions.openFile(clip("clip.mp4"));
  stop();
});

it("a reload brings back what was chosen beside the video, and reads the tracks again", async () => {
  const records = new Map<string, unknown>();
  const address = createFakeAddress();
  const load = () =>
    begin({ subtitles: TRACKS }, { address, kept: createFakeKept(records), fetch: fetchClip });
  const fetchClip = (input: RequestInfo | URL) => {
    const url = input instanceof Request ? input.url : new URL(input).href;
    return Promise.resolve(new Response(url.endsWith("samples.json") ? "[]" : "bytes"));
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const one = load();
  await settled();
  await one.actions.openUrl("https://example.test/clip.mp4");
  await one.actions.openFiles([SRT]);
  await until(one.store, hasTracks(4));
  one.env.pass(300);
  await settled();
  one.stop();

  const other = load();
  const after = await until(
    other.store,
    (state) => state.video.phase === "open" && hasTracks(4)(state),
  );
  expect(selectSubtitles(after)?.name).toBe("clip.srt");
  other.actions.removeSubtitles();
  other.env.pass(300);
  await settled();
  other.stop();
  const third = load();
  await until(third.store, hasTracks(3));
  third.stop();
});
