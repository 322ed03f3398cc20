// A table of contents that the embedded model makes through the page's own actions, chunk by chunk, and that is kept with the memory.

import { expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import { REFUSAL } from "../../src/store/ask/judge.ts";
import { createSessionStore } from "../../src/store/store.ts";
import { wholeOf } from "../../src/store/video/state.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { createTestEnv, until } from "../support/test-env.ts";

it("the embedded model says what happens in each chunk, and that is saved with the memory", async () => {
  const shared = sharedEngine();
  const engine: Engine = {
    ...shared,
    loadModel: (source, options) => shared.loadModel(source, { ...options, ...GRAPHS_ON_CPU }),
  };
  const store = createSessionStore(engine, createTestEnv());
  const { actions } = store.getState();
  await actions.loadModel(EMBEDDED);
  const clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  await actions.setFrames(1);
  await actions.openFile(new File([clip], "one-glimpse.mp4"));
  actions.chooseReading({ framesPerSec: 2 });
  await actions.setWay("whole");
  await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
  await actions.saveMemory();
  const whole = wholeOf(store.getState().video)!;
  expect(whole.saving.phase).toBe("done");

  await actions.makeChapters();
  const { chapters } = store.getState();
  expect(chapters).toMatchObject({ videoId: whole.video.id, making: { phase: "rest" } });
  expect(chapters!.notes.map(({ chunk }) => chunk)).toEqual(whole.chunks.map(({ index }) => index));
  for (const { fromSec, toSec, text } of chapters!.notes) {
    expect(toSec).toBeGreaterThan(fromSec);
    expect(text).toMatch(/^\w.*\.$/);
    // It was trained to decline other wordings.
    expect(text).not.toBe(REFUSAL);
  }
  const id = whole.saving.phase === "done" ? whole.saving.memory.id : "";
  expect((await engine.savedContent(id)).notes.chapters).toEqual(chapters!.notes);
  await actions.closeVideo();
  await engine.deleteSaved(id);
});
