import { describe, expect, it } from "vitest";
import { lookedWords } from "../../../src/base/sampling.ts";
import { readView, viewHash } from "../../../src/store/address/view.ts";
import { canDrawRange } from "../../../src/store/video/range.ts";
import { wholeOf } from "../../../src/store/video/state.ts";
import { selectRange } from "../../../src/store/selectors.ts";
import type { FramesTurn } from "../../../src/store/ask/types.ts";
import { clip, session, talk, talkSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const PART = { fromSec: 8, toSec: 16 };

/** A clip of 32 s, of which eight frames are looked at. */
async function opened() {
  const made = session();
  await made.actions.setFrames(8);
  await made.actions.openFile(clip());
  return made;
}

describe("a range", () => {
  it("chooses the frames within it, and is said of the answer", async () => {
    const { actions, store, frames } = await opened();
    await actions.setRange(PART);
    expect(frames().video.timesSec).toEqual([8.5, 9.5, 10.5, 11.5, 12.5, 13.5, 14.5, 15.5]);
    await actions.ask("What is there?");
    const turn = store.getState().turns[0] as FramesTurn;
    expect(lookedWords(turn.looked)).toContain("8 frames of 0:08–0:16");
    expect(turn.looking.range).toEqual(PART);
  });

  it("never stands over frames of another one", async () => {
    const { actions, store, frames } = await opened();
    const seen = new Set<string>();
    store.subscribe((state) => {
      const { video } = state;
      if (video.phase !== "open" || video.look.kind !== "frames") return;
      const { timesSec } = video.look.video;
      seen.add(`${timesSec[0]} of ${selectRange(state)?.fromSec ?? "all"}`);
    });
    actions.drawRange(PART);
    expect(selectRange(store.getState())).toBeNull();
    await actions.lookAtDrawnRange();
    await actions.setRange({ fromSec: 20, toSec: 24 });
    await actions.setRange(null);
    expect(frames().video.timesSec[0]).toBe(2);
    expect([...seen]).toEqual(["2 of all", "8.5 of 8", "20.25 of 20"]);
  });

  it("comes back to what it was when its opening is stopped", async () => {
    const { actions, store, engine } = await opened();
    await actions.setRange(PART);
    engine.hold();
    const opening = actions.setRange(null);
    await until(store, ({ video }) => video.phase === "opening");
    actions.stopOpening();
    engine.release();
    await opening;
    expect(selectRange(store.getState())).toEqual(PART);
    expect(store.getState().choices.range).toEqual(PART);
  });

  it("belongs to its file", async () => {
    const { actions, store, frames } = await opened();
    await actions.setRange(PART);
    await actions.openFile(clip("other.mp4"));
    expect(frames().video.looked.range).toBeUndefined();
    expect(store.getState().choices.range).toBeNull();
  });

  it("is held within the file, and what lies beside it is all of the file", async () => {
    const { actions, store } = await opened();
    await actions.setRange({ fromSec: 30, toSec: 99 });
    expect(store.getState().choices.range).toEqual({ fromSec: 30, toSec: 32 });
    await actions.setRange({ fromSec: 40, toSec: 99 });
    expect(store.getState().choices.range).toBeNull();
  });

  it("is drawn from where the player stands, and nothing is looked at before it is wanted", async () => {
    const { actions, store, engine } = await opened();
    const calls = engine.calls.length;
    actions.selectFrame(2);
    actions.markRangeStart();
    expect(store.getState().drawnRange).toEqual({ fromSec: 10, toSec: 32 });
    actions.selectFrame(4);
    actions.markRangeEnd();
    expect(store.getState().drawnRange).toEqual({ fromSec: 10, toSec: 18 });
    actions.selectFrame(6);
    actions.markRangeStart();
    expect(store.getState().drawnRange).toEqual({ fromSec: 26, toSec: 32 });
    expect(engine.calls.length).toBe(calls);
    await actions.lookAtDrawnRange();
    expect(selectRange(store.getState())).toEqual({ fromSec: 26, toSec: 32 });
    expect(store.getState().drawnRange).toBeNull();
    actions.drawRange({ fromSec: 3, toSec: 3.01 });
    await actions.lookAtDrawnRange();
    expect(selectRange(store.getState())).toEqual({ fromSec: 26, toSec: 32 });
    actions.drawRange({ fromSec: 0, toSec: 32 });
    await actions.lookAtDrawnRange();
    expect(selectRange(store.getState())).toBeNull();
  });

  it("of a video that is read whole is looked at by frames, and reading it whole leaves it", async () => {
    const { actions, store, frames, chunks } = talkSession();
    await actions.openFile(talk());
    await chunks(19);
    await actions.setRange(PART);
    expect(frames().video.looked.range).toEqual(PART);
    await actions.setWay("whole");
    expect(selectRange(store.getState())).toBeNull();
    expect(store.getState().choices.range).toBeNull();
    expect(store.getState().video).toMatchObject({ look: { kind: "whole" } });
  });

  it("of a memory from the disk is drawn when its file is there", async () => {
    const { actions, store, engine } = talkSession();
    await actions.openFile(talk());
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    await actions.saveMemory();
    await actions.closeVideo();
    const [memory] = await engine.savedMemories();
    await actions.openSaved(memory!);
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
    actions.markRangeStart();
    expect(canDrawRange(store.getState())).toBe(false);
    expect(store.getState().drawnRange).toBeNull();
    actions.attachFile(talk());
    actions.markRangeStart();
    expect(store.getState().drawnRange).not.toBeNull();
  });

  it("has no right answer of all of a sample, and what is right of it is right of it alone", async () => {
    const { actions, store } = await opened();
    await actions.ask("What is there?");
    actions.setKnown(store.getState().turns[0]!.id, "A star.");
    await actions.setRange(PART);
    await actions.ask("What is there?");
    expect(store.getState().turns.map(({ known }) => known)).toEqual(["A star.", null]);
    actions.setKnown(store.getState().turns[1]!.id, "A box.");
    expect(store.getState().turns.map(({ known }) => known)).toEqual(["A star.", "A box."]);
  });

  it("is part of the address, and one that is none is left out", () => {
    const view = {
      sample: "calm.webm",
      request: { method: "vidcom2", retention: 0.25 } as const,
      looking: { range: { fromSec: 10.25, toSec: 24 } },
      question: null,
    };
    const hash = viewHash(view);
    expect(hash).toContain("range=10.25-24");
    expect(readView(hash)).toEqual({ ...view, unknownPlan: null });
    for (const range of ["24-10", "3-3", "-1-4", "a-b", "1", "1-2-3", "1e3-2e3"])
      expect(readView(hash.replace("10.25-24", range))?.looking).toEqual({});
  });
});
