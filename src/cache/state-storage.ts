// The states of layers without attention, kept beside the keys and values of those with it. A run replaces a state as a
// whole, so nothing can be cut off its end. One earlier copy is therefore kept, that of the marked length: a cache can
// be rolled back to its mark or to nothing, which is all that a second question about a video needs.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import type { Graph } from "../model/graph.ts";
import type { StateInput } from "../model/cache-inputs.ts";
import type { KvStorage } from "./kv-cache.ts";

/** The states after `length` positions, one value for each state. */
interface States {
  readonly length: number;
  readonly values: readonly Ort.Tensor[];
}

/** Returns `storage` with the states of `inputs` added; without such inputs it returns `storage` itself. */
export function withStates(
  storage: KvStorage,
  decoder: Graph,
  inputs: readonly StateInput[],
): KvStorage {
  if (inputs.length === 0) return storage;
  let current: States | null = null;
  let marked: States | null = null;

  const drop = (states: States | null): void => {
    for (const value of states?.values ?? []) value.dispose();
  };
  /** Past and present states never share memory: the runtime allocates a run's outputs. */
  const replace = (states: States | null): void => {
    if (current !== marked) drop(current);
    current = states;
  };
  const forget = (): void => {
    replace(null);
    drop(marked);
    marked = null;
  };

  const at = (length: number): States => {
    if (length === 0) {
      forget();
      current = { length, values: inputs.map(({ type, dims }) => decoder.zeros(type, dims)) };
    } else if (current?.length !== length) replace(marked);
    invariant(current?.length === length, `the states of ${length} positions are gone`);
    return current;
  };

  return {
    ...storage,
    get rows() {
      return storage.rows;
    },
    feeds(length, added) {
      const { values } = at(length);
      const states = inputs.map(({ past }, i) => [past, must(values[i], past)] as const);
      return { ...storage.feeds(length, added), ...Object.fromEntries(states) };
    },
    fetches: () => ({
      ...storage.fetches(),
      ...Object.fromEntries(inputs.map(({ present }) => [present, null])),
    }),
    accept(results, total) {
      storage.accept(results, total);
      const values = inputs.map(({ present }) => must(results[present], present));
      replace({ length: total, values });
    },
    mark(length) {
      storage.mark(length);
      if (current === marked || current?.length !== length) return;
      drop(marked);
      marked = current;
    },
    release() {
      storage.release();
      forget();
    },
  };
}
