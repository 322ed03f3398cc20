// Takes rows out of the decoder's cache and puts them back as they were, for work that needs their place in between.

import { invariant, must } from "../base/assert.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createEntries, destroyEntries } from "./entries.ts";
import type { CacheView } from "./take-entries.ts";

export interface SetAside {
  /** Puts the first `count` rows back behind what the cache holds, which must be as many rows as were before them. */
  putBack(count: number): void;
  destroy(): void;
}

/** Copies the rows from `from` to the cache's end; they are not turned, so they belong behind as many rows. */
export function setAside({ gpu, cache, shape, mover }: CacheView, from: number): SetAside {
  const rows = Array.from({ length: cache.length - from }, (_, k) => k);
  const taken = mover.rows(rows.map((k) => from + k));
  const copies = cache.layers().map((layer, i) => {
    const copy = createEntries(gpu, shape, rows.length, `memory/aside-${i}`);
    const recorder = createRecorder(gpu, "memory/set-aside");
    mover.copy(recorder, taken, layer.keys, copy.keys, 0);
    mover.copy(recorder, taken, layer.values, copy.values, 0);
    recorder.submit();
    return copy;
  });
  taken.destroy();
  return {
    putBack(count) {
      invariant(cache.length === from, `the rows belong behind ${from}, not ${cache.length}`);
      const back = mover.rows(rows.slice(0, count));
      for (const [i, layer] of cache.layers(from + count).entries()) {
        const copy = must(copies[i], "rows set aside");
        const recorder = createRecorder(gpu, "memory/put-back");
        mover.copy(recorder, back, copy.keys, layer.keys, from);
        mover.copy(recorder, back, copy.values, layer.values, from);
        recorder.submit();
      }
      back.destroy();
      cache.resize(from + count, cache.ahead);
    },
    destroy: () => copies.forEach(destroyEntries),
  };
}
