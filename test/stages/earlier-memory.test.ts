// A memory that an earlier version saved (test/fixtures/earlier-version) is listed, opened and asked by this one.

import { beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import { ask } from "../support/ask.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { EARLIER, putEarlierMemory } from "../support/earlier-memory.ts";

let engine: Engine;
beforeAll(async () => {
  engine = sharedEngine();
  await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
});

it("a memory of an earlier version is listed, opened and asked", async () => {
  const id = await putEarlierMemory();
  const [before] = EARLIER.saved;
  const { shares, compactShare, ...settings } = before.settings;
  const [listed, ...others] = await engine.savedMemories();
  expect(others).toEqual([]);
  expect(listed).toEqual({
    ...before,
    id,
    isSaved: true,
    // What that version did not know of a video.
    facts: { ...before.facts, startSec: 0, isPlayedAlike: true },
    settings: {
      ...settings,
      shares: { detailed: shares.low, compact: shares.high },
      contextShare: compactShare,
      positions: null,
      copiesStill: false,
    },
  });
  const frames: number[] = [];
  const video = await engine.reopen(id, {
    onFrame({ index, thumbnail }) {
      frames.push(index);
      thumbnail.close();
    },
  });
  expect(frames).toEqual([0, 1]);
  expect(video.isComplete).toBe(true);
  const { text } = await ask(engine, video, EARLIER.question, { maxTokens: 5 });
  expect(text).toBe(EARLIER.text);
  await engine.close(video);
  await engine.deleteSaved(id);
  expect(await engine.savedMemories()).toEqual([]);
});
