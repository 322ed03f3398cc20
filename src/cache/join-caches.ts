// The caches of a decoder that is cut into parts, as one. Each part counts its own positions: rows that are dropped
// between two parts are in the first one's cache only. What is done here is done to all of them.

import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { GraphCache, KvCache } from "./kv-cache.ts";

/**
 * Joins the caches that `parts` returns, which may be others from call to call, but at least one. `length`, `capacity`,
 * `allocated` and `ahead` are those of the first, which takes every row. `layers` and `resize` are for parts that hold the
 * same rows. `onDrop` is called when the rows that the first part holds become others.
 */
export function joinCaches(parts: () => readonly GraphCache[], onDrop: () => void): KvCache {
  const first = (): GraphCache => must(parts()[0], "a part of the decoder");
  const shape = (): KvCache["shape"] => {
    const { entry, capacity } = first().shape;
    const layers = parts().flatMap((part) => part.shape.layers);
    return { entry: { ...entry, layers: layers.length }, layers, capacity };
  };
  const joined: KvCache = {
    /** Parts without attention have nothing to be kept in either way. */
    get kind() {
      return parts().some((part) => part.kind === "static") ? "static" : "growing";
    },
    get canCut() {
      return parts().every((part) => part.canCut);
    },
    get shape() {
      return shape();
    },
    get length() {
      return first().length;
    },
    get capacity() {
      return first().capacity;
    },
    get bytesPerPosition() {
      return parts().reduce((sum, part) => sum + part.bytesPerPosition, 0);
    },
    get heldBytes() {
      return parts().reduce((sum, part) => sum + part.heldBytes, 0);
    },
    get allocated() {
      return first().allocated;
    },
    get ahead() {
      return first().ahead;
    },
    set ahead(ahead) {
      for (const part of parts()) part.ahead = ahead;
    },
    async reserve(positions) {
      try {
        for (const part of parts()) await part.reserve(positions);
      } catch (thrown) {
        if (thrown instanceof AppError) joined.release();
        throw thrown;
      }
    },
    layers(positions) {
      const [length, ...others] = parts().map((part) => part.length);
      invariant(
        others.every((other) => other === length),
        `the decoder's parts hold different rows: ${[length, ...others].join(", ")}`,
      );
      return parts().flatMap((part) => part.layers(positions));
    },
    resize(length, ahead) {
      onDrop();
      for (const part of parts()) part.resize(length, ahead);
    },
    get stateBytes() {
      return parts().reduce((sum, part) => sum + part.stateBytes, 0);
    },
    async takeStates() {
      const taken: ArrayBuffer[] = [];
      for (const part of parts()) taken.push(await part.takeStates());
      return new Blob(taken).arrayBuffer();
    },
    putStates(bytes) {
      let from = 0;
      for (const part of parts()) part.putStates(bytes.slice(from, (from += part.stateBytes)));
    },
    mark: () => parts().forEach((part) => part.mark()),
    branch() {
      const branches = parts().map((part) => part.branch());
      return {
        rollBack: () => branches.forEach((branch) => branch.rollBack()),
        end: () => branches.forEach((branch) => branch.end()),
      };
    },
    rollBack: (keep) => parts().forEach((part) => part.rollBack(keep)),
    reset() {
      onDrop();
      for (const part of parts()) part.reset();
    },
    release() {
      onDrop();
      for (const part of parts()) part.release();
    },
  };
  return joined;
}
