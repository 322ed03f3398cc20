// Models that are deleted leave the lists at once and the disk later, so that they can be had back. Of saved memories see
// saving.test.ts.

import { describe, expect, it } from "vitest";
import { UNDO_MS } from "../../../src/store/removed/removals.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { createFakeWeights, fakeStored } from "../../support/fake-weights.ts";
import { session } from "../../support/session.ts";
import { until } from "../../support/test-env.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a stored model", () => {
  it("that is deleted comes back by Undo, or when it is wanted again, and its files go only later", async () => {
    const { store, actions, env } = session(
      {},
      { weights: createFakeWeights({ stored: [fakeStored(LLAVA, "q4")] }) },
    );
    await actions.refreshModels();
    const names = () => {
      const { stored } = store.getState().models;
      return stored.phase === "ready" ? stored.models.map(({ repo }) => repo) : [];
    };
    const onDisk = async () => (await env.weights.list()).map(({ repo }) => repo);
    await actions.deleteModel(LLAVA);
    await until(store, () => names().length === 0);
    expect(await onDisk()).toEqual([LLAVA]);
    await actions.takeBack(store.getState().removing[0]!);
    expect([names(), store.getState().notices]).toEqual([[LLAVA], []]);
    await actions.deleteModel(LLAVA);
    await actions.downloadModel(LLAVA, "q4");
    expect(names()).toEqual([LLAVA]);
    env.pass(UNDO_MS);
    await settled();
    expect(await onDisk()).toEqual([LLAVA]);
    await actions.takeModel("framewise-shapes");
    await actions.deleteModel(LLAVA);
    env.pass(UNDO_MS);
    await until(store, ({ removing }) => removing.length === 0);
    expect([names(), await onDisk()]).toEqual([[], []]);
  });

  it("gives its room to another that is fetched", async () => {
    const { store, actions, env } = session(
      {},
      { weights: createFakeWeights({ stored: [fakeStored(LLAVA, "q4")] }) },
    );
    await actions.refreshModels();
    await actions.deleteModel(LLAVA);
    const seen: string[][] = [];
    const download = env.weights.download.bind(env.weights);
    env.weights.download = async (...given) => {
      seen.push((await env.weights.list()).map(({ repo }) => repo));
      return download(...given);
    };
    await actions.downloadModel(SMOL, "q4f16");
    expect(seen).toEqual([[]]);
    expect(store.getState().removing).toEqual([]);
  });

  it.each(["in time", "too late"])(
    "is removed by the next visit, unless it was taken back %s",
    async (when) => {
      const records = new Map<string, unknown>();
      const weights = createFakeWeights({ stored: [fakeStored(LLAVA, "q4")] });
      const visit = () => {
        const made = session({}, { weights, kept: createFakeKept(records) });
        return { ...made, stop: made.actions.start() };
      };
      const first = visit();
      await first.actions.refreshModels();
      await first.actions.deleteModel(LLAVA);
      await settled();
      const second = visit();
      await until(second.store, ({ removing }) => removing.length === 1);
      await second.actions.refreshModels();
      expect(second.store.getState().models.stored).toMatchObject({ models: [] });
      if (when === "in time") await first.actions.takeBack(first.store.getState().removing[0]!);
      else first.stop();
      second.env.pass(UNDO_MS);
      await until(second.store, ({ removing }) => removing.length === 0);
      expect(await weights.list()).toHaveLength(when === "in time" ? 1 : 0);
      await settled();
      expect(second.store.getState().models.stored).toMatchObject({
        models: { length: when === "in time" ? 1 : 0 },
      });
      second.stop();
    },
  );
});
