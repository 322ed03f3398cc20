// What the steps of an answer look at behind one of the decoder's layers: the visual rows that the step's own row looks at most
// in the layer before, and all text (DyCoke's second stage). The cache holds every row, so the next step chooses anew.

import { must } from "../base/assert.ts";
import { readFloats } from "../gpu/readback.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { DecoderPart } from "./decoder-part.ts";
import { attentionOf } from "./rate-rows.ts";
import { lastKeys, receivedAttention } from "./received-attention.ts";
import { strongest } from "./strongest.ts";

export interface FocusRule {
  /** The first layer that does not look at everything; the decoder is cut there. */
  readonly layer: number;
  /** Returns how many of the visual rows it looks at. */
  keep(visual: number): number;
  /** A step whose attention has at least this cosine with the last one's looks at everything. */
  readonly likeness: number;
}

/** The steps of one answer. */
export interface StepFocus {
  readonly layer: number;
  /**
   * Returns the places of the cache that the step looks at, ascending, or null for all. `part` ends before the layer and has
   * taken the step's row, whose queries [1, 1, …] are given.
   */
  look(part: DecoderPart, queries: Tensor): Promise<readonly number[] | null>;
  /** The visual places that the last step that chose looked at; null before there was one. */
  readonly chosen: readonly number[] | null;
}

/** `visual` are the places of the cache that can be left out, ascending. */
export function createStepFocus(gpu: Gpu, rule: FocusRule, visual: readonly number[]): StepFocus {
  const { layer, likeness } = rule;
  // The authors' range is one short, so the last visual row is always looked at.
  const places = Uint32Array.from(visual.slice(0, -1));
  const end = visual.slice(-1);
  let before: Float32Array | null = null;
  let length = 0;
  let chosen: readonly number[] | null = null;
  return {
    layer,
    get chosen() {
      return chosen;
    },
    async look(part, queries) {
      if (places.length === 0) return null;
      const rows = part.cache.length;
      if (rows <= length) before = null; // another answer begins
      length = rows;
      const received = await receivedAttention(gpu, attentionOf(part), {
        queries,
        keys: lastKeys(part),
        raters: [{ row: must(queries.dims[1], "rows") - 1, sees: rows }],
        places,
      });
      const now = await readFloats(gpu, received).finally(() => received.destroy());
      const alike = before === null ? 0 : cosine(now, before);
      before = now;
      if (alike >= likeness) return null;
      const best = strongest(now, rule.keep(places.length)).map((i) => must(places[i], "place"));
      chosen = [...best, ...end];
      const left = new Set(chosen);
      const isLeftOut = new Set(visual.filter((place) => !left.has(place)));
      return Array.from({ length: rows - 1 }, (_, place) => place).filter(
        (place) => !isLeftOut.has(place),
      );
    },
  };
}

/** Returns the cosine of two vectors; 0 where one has no length. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN];
    dot += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA > 0 && ofB > 0 ? dot / Math.sqrt(ofA * ofB) : 0;
}
