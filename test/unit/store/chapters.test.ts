// What happens when in a video that was read whole: a sentence a chunk, made while nothing else is asked.

import { describe, expect, it } from "vitest";
import { selectChapters } from "../../../src/store/whole/chapters.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { talk, TALK_CHUNKS, talkSession, type TestSession } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const asked = ({ engine }: TestSession): string[] =>
  engine.calls.flatMap((call) => (call.startsWith("ask ") ? [call.slice(4)] : []));
const chapters = ({ store }: TestSession) => selectChapters(store.getState());
const described = (made: TestSession, count: number) =>
  until(made.store, (state) => (selectChapters(state)?.notes.length ?? 0) >= count);

async function read(disk?: FakeDisk): Promise<TestSession> {
  const made = talkSession({
    answers: { "What happens at 0:00–0:08?": " A star  appears.\nIt is red. " },
    ...(disk && { whole: { disk } }),
  });
  await made.actions.openFile(talk());
  await made.chunks(TALK_CHUNKS);
  await until(made.store, () => made.whole().reading.phase === "done");
  return made;
}

describe("the chapters of a video", () => {
  it("are a sentence for each chunk, asked about alone and once", async () => {
    const made = await read();
    await made.actions.makeChapters();
    const { notes, making } = chapters(made)!;
    expect(making).toEqual({ phase: "rest" });
    expect(notes.map(({ chunk }) => chunk)).toEqual([...Array(TALK_CHUNKS).keys()]);
    expect(notes[0]).toEqual({ chunk: 0, fromSec: 0.5, toSec: 8.5, text: "A star appears." });
    expect(notes.at(-1)?.toSec).toBe(152);
    expect(asked(made)).toHaveLength(TALK_CHUNKS);
    await made.actions.makeChapters();
    expect(asked(made)).toHaveLength(TALK_CHUNKS);
  });

  it("wait for a question, which is answered before the chunk that was being described", async () => {
    const made = await read();
    made.engine.hold();
    const making = made.actions.makeChapters();
    await until(made.store, () => chapters(made)?.making.phase === "running");
    await expect.poll(() => asked(made).length).toBe(1);
    const question = made.actions.ask("What now?");
    made.engine.release();
    await question;
    expect(asked(made).slice(0, 2)).toEqual(["What happens at 0:00–0:08?", "What now?"]);
    expect(made.store.getState().turns.at(-1)?.state.phase).toBe("done");
    await making;
    expect(chapters(made)?.notes).toHaveLength(TALK_CHUNKS);
  });

  it("can be stopped and gone on with, and say why they failed", async () => {
    const made = await read();
    const making = made.actions.makeChapters();
    await described(made, 3);
    await made.actions.stopChapters();
    await making;
    const had = chapters(made)!.notes.length;
    expect(had).toBeLessThan(TALK_CHUNKS);
    const error = { code: "device-lost", message: "It is gone.", hint: "Wait." };
    made.engine.failures = { ask: error };
    await made.actions.makeChapters();
    expect(chapters(made)?.making).toEqual({ phase: "failed", error });
    expect(chapters(made)?.notes).toHaveLength(had);
    await made.actions.makeChapters();
    expect(chapters(made)?.notes).toHaveLength(TALK_CHUNKS);
  });

  it("are kept with a saved memory, and are there in another visit", async () => {
    const disk: FakeDisk = new Map();
    const made = await read(disk);
    await made.actions.makeChapters();
    // They lie beside what is kept of the reading, before anybody saves it, and stay there.
    const chaptersOnDisk = () => [...disk.values()][0]?.notes?.chapters;
    expect(chaptersOnDisk()).toHaveLength(TALK_CHUNKS);
    await made.actions.saveMemory();
    expect(chaptersOnDisk()).toHaveLength(TALK_CHUNKS);
    const [memory] = [...disk.values()];
    const other = talkSession({ whole: { disk } });
    await other.actions.openSaved(memory!.memory);
    await other.actions.refreshNotes();
    expect(chapters(other)?.notes).toEqual(chapters(made)?.notes);
  });
});
