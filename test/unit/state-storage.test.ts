// Storage and runtime are stood for by plain values: what is asked here is which states a run is given, and that none is
// kept longer than it is needed.

import type * as Ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { createKvCache, type GraphCache, type KvStorage } from "../../src/cache/kv-cache.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import type { StateInput } from "../../src/model/cache-inputs.ts";
import { withStates } from "../../src/cache/state-storage.ts";
import type { Graph } from "../../src/model/graph.ts";

const INPUT: StateInput = {
  layer: 0,
  past: "past_conv.0",
  present: "present_conv.0",
  type: "float32",
  dims: [1, 2, 4],
};

/** Plain values are not on one. */
const NO_GPU = null as unknown as Gpu;

function setUp(inputs: readonly StateInput[] = [INPUT], made: Partial<Graph> = {}) {
  const live = new Set<string>();
  const value = (name: string): Ort.Tensor => {
    live.add(name);
    return { name, dispose: () => live.delete(name) } as unknown as Ort.Tensor;
  };
  const decoder = { zeros: () => value("zeros"), ...made } as unknown as Graph;
  const keys: KvStorage = {
    kind: "static",
    canCut: true,
    rows: 8,
    reserve: () => Promise.resolve(),
    feeds: () => ({ "past_key_values.3.key": "keys" as unknown as Ort.Tensor }),
    fetches: () => ({ "present.3.key": null }),
    accept: () => undefined,
    keep: () => undefined,
    layers: () => [],
    states: null,
    release: () => undefined,
  };
  const entry = { layers: 1, heads: 1, size: 4, dtype: "float32" } as const;
  const shape = { entry, layers: [3], capacity: 64 };
  const cache = createKvCache(shape, withStates(NO_GPU, keys, decoder, inputs));
  return { cache, live, value };
}

/** A run of `added` positions that starts from the state it returns, and leaves the state `name`. */
function run(
  cache: GraphCache,
  value: (name: string) => Ort.Tensor,
  added: number,
  name: string,
): string {
  const given = cache.feeds(added)["past_conv.0"] as unknown as { name: string };
  expect(cache.fetches()).toEqual({ "present.3.key": null, "present_conv.0": null });
  cache.accept({ "present_conv.0": value(name) }, added);
  return given.name;
}

describe("states beside keys and values", () => {
  it("are copied out behind the positions held, and back behind others", async () => {
    const made: Ort.Tensor[] = [];
    const valueOf = (...numbers: number[]): Ort.Tensor =>
      ({
        location: "cpu",
        data: Float32Array.from(numbers),
        dispose: () => undefined,
      }) as unknown as Ort.Tensor;
    const { cache } = setUp([INPUT], {
      zeros: () => {
        made.push(valueOf(0, 0, 0, 0, 0, 0, 0, 0));
        return made.at(-1)!;
      },
    });
    expect(cache.stateBytes).toBe(32);
    expect(new Float32Array(await cache.takeStates())).toEqual(new Float32Array(8));
    cache.feeds(3);
    cache.accept({ "present_conv.0": valueOf(1, 2, 3, 4, 5, 6, 7, 8) }, 3);
    const taken = await cache.takeStates();
    expect([...new Float32Array(taken)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    cache.feeds(1);
    cache.accept({ "present_conv.0": valueOf(9, 9, 9, 9, 9, 9, 9, 9) }, 1);
    cache.resize(2);
    expect(() => cache.feeds(1)).toThrow(/states of 2 positions are gone/);
    cache.putStates(taken);
    expect(cache.feeds(1)["past_conv.0"]).toBe(made.at(-1));
    expect([...new Float32Array(await cache.takeStates())]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(() => cache.putStates(new ArrayBuffer(4))).toThrow(/4 bytes of states, not 32/);
  });

  it("start as zeros and are replaced by each run", () => {
    const { cache, live, value } = setUp();
    expect(run(cache, value, 3, "a")).toBe("zeros");
    expect(run(cache, value, 1, "b")).toBe("a");
    expect(run(cache, value, 1, "c")).toBe("b");
    expect([...live]).toEqual(["c"]);
  });

  it("go back to the mark as often as they are asked to", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "video");
    cache.mark();
    for (const question of ["first", "second"]) {
      expect(run(cache, value, 2, question)).toBe("video");
      expect(run(cache, value, 1, `${question} answer`)).toBe(question);
      expect([...live]).toEqual(["video", `${question} answer`]);
      cache.rollBack();
      expect(cache.length).toBe(3);
    }
    expect(run(cache, value, 1, "third")).toBe("video");
  });

  it("stay for what goes on behind all that was read, and cannot be cut in its middle", () => {
    const { cache, value } = setUp();
    run(cache, value, 3, "video");
    cache.mark();
    run(cache, value, 2, "question");
    expect(cache.canCut).toBe(false);
    expect(() => cache.rollBack(1)).toThrow("cannot be cut");
    cache.rollBack(2);
    expect(cache.length).toBe(5);
    expect(run(cache, value, 1, "answer")).toBe("question");
    cache.rollBack();
    expect(cache.length).toBe(3);

    const plain = setUp([]).cache;
    plain.accept({}, 3);
    plain.mark();
    plain.accept({}, 4);
    expect(plain.canCut).toBe(true);
    plain.rollBack(9);
    expect(plain.length).toBe(7);
    plain.rollBack(1);
    expect(plain.length).toBe(4);
  });

  it("go back at once after a mark", () => {
    const { cache, value } = setUp();
    run(cache, value, 3, "video");
    cache.mark();
    cache.rollBack();
    expect(run(cache, value, 1, "a")).toBe("video");
  });

  it("keep the newest mark alone", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "old");
    cache.mark();
    run(cache, value, 3, "new");
    cache.mark();
    expect([...live]).toEqual(["new"]);
    cache.rollBack();
    expect(run(cache, value, 1, "a")).toBe("new");
  });

  it("forget the mark with everything else", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "video");
    cache.mark();
    run(cache, value, 2, "question");
    cache.reset();
    expect(run(cache, value, 3, "other")).toBe("zeros");
    expect([...live]).toEqual(["other"]);
    cache.rollBack();
    expect(run(cache, value, 1, "again")).toBe("zeros");
    cache.release();
    expect([...live]).toEqual([]);
  });

  it("go back to a branch and then to the mark", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "video");
    cache.mark();
    for (const question of ["first", "second"]) {
      run(cache, value, 2, question);
      const branch = cache.branch();
      for (const choice of ["a", "b"]) {
        expect(run(cache, value, 1, choice)).toBe(question);
        expect(run(cache, value, 1, `${choice}a`)).toBe(choice);
        expect([...live]).toEqual(["video", question, `${choice}a`]);
        branch.rollBack();
        expect(cache.length).toBe(5);
      }
      expect(run(cache, value, 1, "last")).toBe(question);
      branch.end();
      expect(cache.length).toBe(6);
      expect([...live]).toEqual(["video", "last"]);
      expect(run(cache, value, 1, "more")).toBe("last");
      cache.rollBack();
      expect(cache.length).toBe(3);
    }
    expect(run(cache, value, 1, "third")).toBe("video");
  });

  it("branch at the mark, and where nothing is marked", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "prompt");
    const branch = cache.branch();
    run(cache, value, 1, "a");
    branch.rollBack();
    expect(run(cache, value, 1, "b")).toBe("prompt");
    branch.end();
    cache.rollBack();
    run(cache, value, 3, "video");
    cache.mark();
    const atMark = cache.branch();
    run(cache, value, 1, "c");
    atMark.rollBack();
    expect(run(cache, value, 1, "d")).toBe("video");
    atMark.end();
    expect([...live]).toEqual(["video", "d"]);
  });

  it("are all gone when the cache was released within a branch", () => {
    const { cache, live, value } = setUp();
    run(cache, value, 3, "prompt");
    const branch = cache.branch();
    run(cache, value, 1, "a");
    cache.release();
    branch.rollBack();
    branch.end();
    expect([...live]).toEqual([]);
    expect(cache.length).toBe(0);
  });

  it("cannot stand at a length that was passed over", () => {
    const { cache, value } = setUp();
    run(cache, value, 5, "a");
    cache.resize(4);
    expect(() => cache.feeds(1)).toThrow(/states of 4 positions are gone/);
  });

  it("are nothing for a decoder without them", () => {
    const { cache } = setUp([]);
    expect(cache.feeds(1)).toEqual({ "past_key_values.3.key": "keys" });
    expect(cache.fetches()).toEqual({ "present.3.key": null });
  });
});
