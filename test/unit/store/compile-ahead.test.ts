// When a download lets the engine compile, with what, and when it stops that.

import { describe, expect, it } from "vitest";
import { findModel, graphPath, GRAPH_NAMES } from "../../../src/engine/models.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createFakeWeights, fakeStored } from "../../support/fake-weights.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const QWEN = "onnx-community/Qwen3.5-0.8B-ONNX-OPT";
const Q4 = findModel(QWEN)!.precisions.find(({ id }) => id === "q4")!;
const GRAPHS = GRAPH_NAMES.map((graph) => graphPath(graph, Q4));
const VISION = `${GRAPHS[1]}_data`;
const HELD_AT = 0.3;

/** A download that has come to weights; `areGraphsHere`: the graphs are, or one is not. */
function session({ areGraphsHere = true, runtime = "fastest" } = {}) {
  const whole = "ab".repeat(32);
  const files = [
    { path: "config.json", bytes: 1_200, sha256: whole },
    ...GRAPHS.map((path, i) => ({
      path,
      bytes: 2_000,
      sha256: areGraphsHere || i < 2 ? whole : "",
    })),
    ...GRAPHS.map((path) => ({ path: `${path}_data`, bytes: 300_000, sha256: "" })),
  ];
  const begun = { files, isComplete: false, bytes: 907_200, doneBytes: 7_200 };
  const weights = createFakeWeights({ stored: [fakeStored(QWEN, "q4", begun)] });
  weights.saying = { file: VISION };
  weights.holdAt(HELD_AT);
  const engine = createFakeEngine();
  const env = createTestEnv({ weights });
  env.saved.set("framewise.models", JSON.stringify({ runtime }));
  const store = createSessionStore(engine, env);
  const { actions } = store.getState();
  /** Resolves when the download is held, with some of the weights there. */
  const held = async () => {
    void actions.downloadModel(QWEN, "q4");
    await until(store, ({ models }) => {
      const download = models.downloads[QWEN];
      if (download?.phase !== "running" || download.progress === null) return false;
      const { file, doneBytes, totalBytes } = download.progress;
      return file === VISION && doneBytes >= HELD_AT * totalBytes;
    });
  };
  /** Lets everything run that is ready to. */
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
  };
  return { engine, weights, store, actions, held, settled };
}

describe("while weights arrive", () => {
  it("compiles with what is there, once, and the model is loaded after it", async () => {
    const { engine, weights, store, held } = session();
    await held();
    await expect.poll(() => engine.aheads.length).toBe(1);
    const { source, missing } = engine.aheads[0]!;
    expect([...source.files.keys()]).toEqual(["config.json", ...GRAPHS]);
    expect(source.precisions).toEqual([Q4]);
    expect([...missing]).toEqual(GRAPHS.map((path) => [`${path}_data`, 300_000]));
    weights.release();
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === QWEN);
    expect(engine.aheads.length).toBe(1);
  });

  it("stops with the download", async () => {
    const { engine, actions, store, held } = session();
    engine.hold();
    await held();
    await expect.poll(() => engine.aheads.length).toBe(1);
    expect(engine.aheads[0]!.signal?.aborted).toBe(false);
    actions.pauseDownload(QWEN);
    await until(store, ({ models }) => models.downloads[QWEN]?.phase === "paused");
    await expect.poll(() => engine.aheads[0]!.signal?.aborted).toBe(true);
  });

  it("stops for what the reader opens, and goes on after it", async () => {
    const { engine, actions, store, held } = session();
    await actions.ensureModel();
    engine.hold();
    await held();
    await expect.poll(() => engine.aheads.length).toBe(1);
    const opening = actions.openFile(new File(["bytes"], "clip.mp4"));
    await until(store, ({ video }) => video.phase === "opening");
    expect(engine.aheads[0]!.signal?.aborted).toBe(true);
    engine.release();
    await opening;
    await expect.poll(() => engine.aheads.length).toBe(2);
  });

  it.each([
    ["a graph is still missing, as where weights are inside", { areGraphsHere: false }],
    ["the processor is to compute", { runtime: "wasm" }],
  ])("does nothing where %s", async (_, options) => {
    const { engine, held, settled } = session(options);
    await held();
    await settled();
    expect(engine.aheads).toEqual([]);
  });
});
