// A saved memory holds its questions and answers, whichever visit opens it.

import { describe, expect, it } from "vitest";
import { selectShownTurn } from "../../../src/store/whole/selectors.ts";
import { UNDO_MS } from "../../../src/store/removed/removals.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import type { FakeDisk } from "../../support/fake-whole.ts";
import { session, talk } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

type Records = Map<string, unknown>;

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A visit on the saved memories and the shared records of earlier ones, whose session is not kept. */
function visit(disk: FakeDisk, records: Records) {
  const kept = { ...createFakeKept(records), claim: () => Promise.resolve(null) };
  const made = session(
    { whole: { disk }, facts: { durationSec: 152 }, model: { maxPositions: 32_768 } },
    { kept },
  );
  const stop = made.actions.start();
  const write = async () => {
    made.env.pass(300);
    await settled();
  };
  return { ...made, stop, write };
}

const memoryOf = (disk: FakeDisk) => [...disk.values()][0]!.memory;

async function savedVisit() {
  const [disk, records]: [FakeDisk, Records] = [new Map(), new Map()];
  const one = visit(disk, records);
  await one.actions.openFile(talk());
  await one.actions.ask("Before it was saved?");
  await one.actions.saveMemory();
  await one.actions.ask("After that?");
  await one.write();
  one.stop();
  return { disk, records };
}

describe("a saved memory", () => {
  it("brings its questions and answers to another visit, in which they are about it", async () => {
    const { disk, records } = await savedVisit();
    const { actions, store, open, write, stop } = visit(disk, records);
    await actions.openSaved(memoryOf(disk));
    const { turns } = await until(store, ({ turns: all }) => all.length === 2);
    expect(turns.map(({ question }) => question)).toEqual(["Before it was saved?", "After that?"]);
    expect(turns.every(({ fileKey }) => fileKey === open().file.key)).toBe(true);
    expect(selectShownTurn(store.getState())?.question).toBe("After that?");
    await actions.ask("Now?");
    await write();
    stop();
    const third = visit(disk, records);
    await third.actions.openSaved(memoryOf(disk));
    await until(third.store, ({ turns: all }) => all.length === 3);
    third.stop();
  });

  it("does not bring them twice", async () => {
    const { disk, records } = await savedVisit();
    const { actions, store, stop } = visit(disk, records);
    await actions.openSaved(memoryOf(disk));
    await until(store, ({ turns }) => turns.length === 2);
    await actions.closeVideo();
    await actions.openSaved(memoryOf(disk));
    await settled();
    expect(store.getState().turns).toHaveLength(2);
    stop();
  });

  it("has them when it is read on and saved anew, in its own place", async () => {
    const [disk, records]: [FakeDisk, Records] = [new Map(), new Map()];
    const file = talk();
    const one = visit(disk, records);
    const opening = one.actions.openFile(file);
    await one.chunks(3);
    one.actions.pauseReading();
    await opening;
    await one.actions.ask("Of a part?");
    await one.actions.saveMemory();
    await one.write();
    one.stop();
    const { id } = memoryOf(disk);
    const other = visit(disk, records);
    await other.actions.openSaved(memoryOf(disk));
    await until(other.store, ({ turns }) => turns.length === 1);
    other.actions.attachFile(file);
    await other.actions.readOn();
    await other.actions.saveMemory();
    await other.write();
    other.stop();
    const { id: anew } = memoryOf(disk);
    expect(anew).toBe(id);
    expect([...records.keys()].filter((key) => key.includes("memory"))).toEqual([
      `/memory ${anew}`,
    ]);
    const third = visit(disk, records);
    await third.actions.openSaved(memoryOf(disk));
    await until(third.store, ({ turns }) => turns.length === 1);
    third.stop();
  });

  it("takes them with it when it is deleted", async () => {
    const { disk, records } = await savedVisit();
    expect([...records.keys()].filter((key) => key.includes("memory"))).toHaveLength(1);
    const { actions, env, store, stop } = visit(disk, records);
    await actions.deleteSaved(memoryOf(disk).id);
    expect([...records.keys()].filter((key) => key.includes("memory"))).toHaveLength(1);
    env.pass(UNDO_MS);
    await until(store, ({ removing }) => removing.length === 0);
    expect([...records.keys()].filter((key) => key.includes("memory"))).toEqual([]);
    stop();
  });
});
