// Comparisons whose columns differ in model and in number of frames: what is loaded and opened when, and what comes back.

import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/store/compare/columns.ts";
import { groupsOf } from "../../../src/store/compare/column-request.ts";
import { areComparisons, comparisonsAtRest } from "../../../src/store/kept/comparison-shape.ts";
import { selectComparison } from "../../../src/store/selectors.ts";
import { createSessionStore, type SessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createFakeWeights, fakeStored } from "../../support/fake-weights.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const EMBEDDED = "framewise-shapes";
const COVER = { method: "cover", retention: 0.25 } as const;

async function opened() {
  const engine = createFakeEngine();
  const weights = createFakeWeights({ stored: [fakeStored(SMOL, "q4")] });
  const store = createSessionStore(engine, createTestEnv({ weights }));
  const { actions } = store.getState();
  await actions.setFrames(4);
  await actions.openFile(new File(["bytes"], "clip.mp4"));
  actions.setCompareQuestions(["What?"]);
  engine.calls.length = 0;
  return { engine, store, actions };
}

const shown = (store: SessionStore) => {
  const comparison = selectComparison(store.getState());
  if (comparison === null) throw new Error("Nothing is compared.");
  return comparison;
};

/** Each column: whether it keeps all, its frames in its answer's plan, and what becomes of it. */
const columnsOf = (store: SessionStore) =>
  shown(store).columns.map(({ isReference, cells: [cell] }) => [
    isReference,
    cell?.phase === "done" ? cell.report.plan.frames.length : cell?.phase,
  ]);

const loads = (calls: readonly string[]) => calls.filter((call) => call.startsWith("loadModel"));

describe("columns with other frames", () => {
  it("are asked about frames of their own, each number with all tokens first, which are closed again", async () => {
    const { engine, store, actions } = await opened();
    const own = store.getState().video;
    actions.setCompareColumns([COVER, { ...COVER, frames: 8 }, { ...COVER, frames: 4 }]);
    await actions.runCompare();
    // Four are those that are open.
    expect(columnsOf(store)).toEqual([
      [true, 4],
      [false, 4],
      [true, 8],
      [false, 8],
      [false, 4],
    ]);
    const comparison = shown(store);
    expect(comparison.phase).toBe("done");
    expect(comparison.columns.map((column) => lookWords(comparison, column))).toEqual([
      "4 frames",
      "4 frames",
      "8 frames",
      "8 frames",
      "4 frames",
    ]);
    const [, , , other] = comparison.columns;
    expect(other).toMatchObject({
      look: { frames: 8, looked: { frames: 8 }, precision: "fp32" },
      cells: [{ agreement: { sameAnswer: true, kl: 0.08 } }],
    });
    expect(engine.closed).toHaveLength(1);
    expect(loads(engine.calls)).toEqual([]);
    expect(engine.references).toEqual([]);
    expect(store.getState()).toMatchObject({ video: own, compare: { preparation: null } });
  });
});

describe("columns with another model", () => {
  it("load it once, behind the columns of the one in use, which is back at the end", async () => {
    const { engine, store, actions } = await opened();
    const { choices, video } = store.getState();
    actions.setCompareColumns([
      { ...COVER, modelId: SMOL },
      COVER,
      { ...COVER, modelId: SMOL, frames: 8 },
      { ...COVER, modelId: EMBEDDED },
    ]);
    const states: string[] = [];
    store.subscribe(({ model, compare: { preparation } }) => {
      if (preparation?.kind !== "model") return;
      const { modelId, isBack, count } = preparation;
      const words = `${modelId} ${isBack ? "back" : `${count.done > 0}`} while ${model.phase}`;
      if (states.at(-1) !== words) states.push(words);
    });
    await actions.runCompare();
    expect(loads(engine.calls)).toEqual([`loadModel ${SMOL}`, `loadModel ${EMBEDDED}`]);
    // The one in use rests meanwhile.
    expect(states).toEqual([
      `${SMOL} false while ready`,
      `${SMOL} false while unloaded`,
      `${SMOL} true while unloaded`,
      `${EMBEDDED} back while unloaded`,
      `${EMBEDDED} back while loading`,
      `${EMBEDDED} back while ready`,
    ]);
    const comparison = shown(store);
    expect(comparison.columns.map((column) => lookWords(comparison, column))).toEqual([
      "4 frames, SmolVLM2 500M",
      "4 frames, SmolVLM2 500M",
      "4 frames, Embedded model",
      "4 frames, Embedded model",
      "8 frames, SmolVLM2 500M",
      "8 frames, SmolVLM2 500M",
      "4 frames, Embedded model",
    ]);
    expect(comparison.phase).toBe("done");
    expect(store.getState()).toMatchObject({
      model: { phase: "ready", info: { id: EMBEDDED } },
      choices,
      video,
    });
    expect(engine.closed).toHaveLength(2);
  });

  it("fail with a sentence where it is not here, and the others go on", async () => {
    const { engine, store, actions } = await opened();
    actions.setCompareColumns([{ ...COVER, modelId: "some/other" }, COVER]);
    await actions.runCompare();
    expect(columnsOf(store)).toEqual([
      [true, "failed"],
      [false, "failed"],
      [true, 4],
      [false, 4],
    ]);
    expect(shown(store).columns[0]).toMatchObject({ quality: { phase: "failed" } });
    expect(loads(engine.calls)).toEqual([]);
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: EMBEDDED } });
  });

  it("let the one in use come back when they are stopped, and a plan waits for it", async () => {
    const { engine, store, actions } = await opened();
    actions.setCompareColumns([{ ...COVER, modelId: SMOL }]);
    const running = actions.runCompare();
    await until(
      store,
      (state) => selectComparison(state)?.columns[0]?.cells[0]?.phase === "running",
    );
    const asked = engine.requests.length;
    actions.setRetention(0.5);
    actions.stop();
    await running;
    expect(shown(store).phase).toBe("stopped");
    expect(loads(engine.calls)).toEqual([`loadModel ${SMOL}`, `loadModel ${EMBEDDED}`]);
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(engine.requests.slice(asked).map(({ retention }) => retention)).toEqual([0.5]);
    expect(store.getState().model).toMatchObject({ phase: "ready", info: { id: EMBEDDED } });
  });

  it("leave the one in use to the next question where it cannot come back, and say so", async () => {
    const { engine, store, actions } = await opened();
    actions.setCompareColumns([{ ...COVER, modelId: SMOL }]);
    const load = engine.loadModel.bind(engine);
    engine.loadModel = (source, options) => {
      if (source.id === EMBEDDED) {
        engine.failures = { loadModel: { code: "x", message: "No room.", hint: "" } };
        engine.loadModel = load;
      }
      return load(source, options);
    };
    await actions.runCompare();
    expect(store.getState()).toMatchObject({
      model: { phase: "unloaded", info: { id: EMBEDDED } },
      notices: [{ error: { message: "No room." } }],
    });
    await actions.ask("What?");
    expect(store.getState()).toMatchObject({
      model: { phase: "ready", info: { id: EMBEDDED } },
      turns: [{ state: { phase: "done" }, model: { id: EMBEDDED } }],
    });
  });

  it("come to an end when another video is opened, which waits for the one in use", async () => {
    const { engine, store, actions } = await opened();
    actions.setCompareColumns([{ ...COVER, modelId: SMOL }]);
    const running = actions.runCompare();
    await until(store, ({ compare }) => compare.preparation !== null);
    await actions.openFile(new File(["other"], "other.mp4"));
    await running;
    expect(loads(engine.calls).at(-1)).not.toBe(`loadModel ${SMOL}`);
    expect(store.getState()).toMatchObject({
      video: { phase: "open", file: { name: "other.mp4" } },
      model: { phase: "ready", info: { id: EMBEDDED } },
    });
  });
});

it("groups columns by look, the open one's first and each model's together", () => {
  const columns = [
    { ...COVER, modelId: "b" },
    { ...COVER, frames: 8 },
    { ...COVER, modelId: "a", frames: 8 },
    COVER,
    { ...COVER, modelId: "b", frames: 16 },
    { ...COVER, frames: 8 },
  ].map((request) => ({ request }));
  expect(groupsOf(columns).map(({ look, places }) => [look, places])).toEqual([
    [{}, [3]],
    [{ frames: 8 }, [1, 5]],
    [{ modelId: "b" }, [0]],
    [{ modelId: "b", frames: 16 }, [4]],
    [{ modelId: "a", frames: 8 }, [2]],
  ]);
});

it("is kept with models and frames", async () => {
  const { store, actions } = await opened();
  actions.setCompareColumns([{ ...COVER, modelId: SMOL, frames: 8 }]);
  await actions.runCompare();
  const kept = structuredClone(comparisonsAtRest(store.getState().compare));
  expect(areComparisons(kept)).toBe(true);
  expect(kept.list[0]?.columns[1]).toMatchObject({
    request: { modelId: SMOL, frames: 8 },
    look: { frames: 8 },
  });
});
