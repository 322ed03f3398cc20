// The states of layers without attention, kept beside the keys and values of those with it. A run replaces a state as a
// whole, so nothing can be cut off its end. Earlier copies are therefore kept: that of the marked length, and that of a
// branch while there is one. A cache can be rolled back to these or to nothing, which is all that a second question about
// a video needs, and a second choice of an answer.

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
  let kept: readonly States[] = [];

  const drop = (states: States): void => {
    for (const value of states.values) value.dispose();
  };
  /** Past and present states never share memory: the runtime allocates a run's outputs. */
  const replace = (states: States | null): void => {
    if (current !== null && !kept.includes(current)) drop(current);
    current = states;
  };
  const keep = (wanted: readonly States[]): void => {
    for (const states of kept) if (states !== current && !wanted.includes(states)) drop(states);
    kept = wanted;
  };
  const forget = (): void => {
    replace(null);
    keep([]);
  };

  const at = (length: number): States => {
    if (length === 0) {
      forget();
      current = { length, values: inputs.map(({ type, dims }) => decoder.zeros(type, dims)) };
    } else if (current?.length !== length) {
      replace(kept.find((states) => states.length === length) ?? null);
    }
    invariant(current?.length === length, `the states of ${length} positions are gone`);
    return current;
  };

  return {
    ...storage,
    canCut: false,
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
    keep(lengths) {
      storage.keep(lengths);
      const known = current === null ? kept : [current, ...kept];
      const wanted = lengths.map((length) => known.find((states) => states.length === length));
      keep([...new Set(wanted.filter((states) => states !== undefined))]);
    },
    release() {
      storage.release();
      forget();
    },
  };
}
