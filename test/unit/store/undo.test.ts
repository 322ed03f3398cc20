import { describe, expect, it } from "vitest";
import { clip, session } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

describe("undo", () => {
  it("brings a cleared conversation back, stopping what was being answered", async () => {
    const { actions, store, engine } = session();
    await actions.openFile(clip());
    await actions.ask("First?");
    engine.hold();
    const asking = actions.ask("Second?");
    await until(store, ({ turns }) => turns.length === 2);
    actions.clearTurns();
    engine.release();
    await asking;
    expect(store.getState().turns).toEqual([]);
    await actions.ask("Third?");
    actions.undo(store.getState().notices[0]!.id);
    const { turns, notices } = store.getState();
    expect(turns.map(({ question, state }) => `${question} ${state.phase}`)).toEqual([
      "First? done",
      "Second? stopped",
      "Third? done",
    ]);
    expect(new Set(turns.map(({ id }) => id)).size).toBe(3);
    expect(notices).toEqual([]);
  });

  it("puts a removed comparison where it was, even one that ran", async () => {
    const { actions, store, engine } = session();
    await actions.openFile(clip());
    for (const question of ["One?", "Two?"]) await actions.runCompare(question);
    engine.hold();
    const comparing = actions.runCompare("Three?");
    const { compare } = await until(store, ({ compare }) => compare.list.length === 3);
    const ids = compare.list.map(({ id }) => id);
    actions.removeComparison(ids[2]!);
    engine.release();
    await comparing;
    actions.removeComparison(ids[0]!);
    for (const { id } of store.getState().notices.toReversed()) actions.undo(id);
    const { list, shown } = store.getState().compare;
    expect(list.map(({ id }) => id)).toEqual(ids);
    expect(list.map(({ phase }) => phase)).toEqual(["done", "done", "stopped"]);
    expect(shown).toBe(ids[2]);
  });

  it("offers nothing where nothing was removed", () => {
    const { actions, store } = session();
    actions.clearTurns();
    actions.removeComparison(5);
    actions.undo(1);
    expect(store.getState().notices).toEqual([]);
  });
});
