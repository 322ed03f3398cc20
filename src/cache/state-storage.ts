// The states of layers without attention, kept beside the keys and values of those with it. A run replaces a state as a
// whole, so nothing can be cut off its end. Earlier copies are therefore kept: that of the marked length, and that of a
// branch while there is one. A cache can be rolled back to these or to nothing, which is all that a second question about
// a video needs, and a second choice of an answer.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";
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
  gpu: Gpu,
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

  const sizes = inputs.map(({ type, dims }) => elementCount(dims) * BYTES_PER_ELEMENT[type]);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);

  return {
    ...storage,
    canCut: false,
    states: {
      bytes,
      async take(length) {
        const taken = new Uint8Array(bytes);
        let to = 0;
        for (const value of at(length).values) {
          const part = await bytesOf(gpu, decoder, value);
          taken.set(part, to);
          to += part.length;
        }
        return taken.buffer;
      },
      put(length, given) {
        invariant(given.byteLength === bytes, `${given.byteLength} bytes of states, not ${bytes}`);
        let from = 0;
        const values = inputs.map(({ type, dims }, i) => {
          const value = decoder.zeros(type, dims);
          const { buffer, byteOffset, byteLength } = value.data as Float32Array<ArrayBuffer>;
          new Uint8Array(buffer, byteOffset, byteLength).set(
            new Uint8Array(given, from, must(sizes[i], "size")),
          );
          from += byteLength;
          return value;
        });
        replace({ length, values });
      },
    },
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

/** The bytes of a state, which stays the storage's. */
async function bytesOf(
  gpu: Gpu,
  decoder: Pick<Graph, "toTensor">,
  value: Ort.Tensor,
): Promise<Uint8Array> {
  if (value.location === "gpu-buffer") {
    return new Uint8Array(await readBytes(gpu, decoder.toTensor(value, "cache/state")));
  }
  const { buffer, byteOffset, byteLength } = value.data as Float32Array<ArrayBuffer>;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
