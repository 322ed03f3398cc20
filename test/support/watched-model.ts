// A loaded model that records what passes between its parts: the encoder's pixels, the prompt's ids and positions, the
// tokens picked. What it computes is unchanged.

import { elementCount } from "../../src/base/shape.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { RowPositions } from "../../src/language/positions.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";

export interface Seen {
  /** What the vision encoder took, run after run. */
  readonly pixels: Float32Array[];
  /** The prompt's rows: a token's id, or null for a row that is not text. */
  readonly rows: (number | null)[];
  /** The positions of the prompt's video part; null when the decoder counts. */
  positions: RowPositions | null;
  /** The tokens of the answer. */
  readonly picked: number[];
}

export function watchModel(gpu: Gpu, model: LoadedModel): { model: LoadedModel; seen: Seen } {
  const seen: Seen = { pixels: [], rows: [], positions: null, picked: [] };
  const { vision, decoder, splicer, sampler } = model;
  /** The ids of `embed`, before it is known whether they are spliced or come at the end. */
  let ids: readonly number[] = [];
  return {
    seen,
    model: {
      ...model,
      vision: {
        ...vision,
        async run(feeds, fetches) {
          const pixels = feeds["pixel_values"];
          if (pixels !== undefined) {
            const isOnGpu = "buffer" in pixels;
            const values = isOnGpu ? await readFloats(gpu, pixels) : (pixels.data as Float32Array);
            seen.pixels.push(values.slice());
          }
          return vision.run(feeds, fetches);
        },
      },
      splicer: {
        splice(sources, places) {
          const text = ids;
          ids = [];
          seen.rows.push(...Array.from(places, (place) => text[place] ?? null));
          return splicer.splice(sources, places);
        },
      },
      decoder: {
        ...decoder,
        cache: decoder.cache,
        embed(given) {
          ids = given;
          return decoder.embed(given);
        },
        forward(embeddings, options) {
          const isText = elementCount(embeddings.dims.slice(0, -1)) === ids.length;
          if (isText && seen.picked.length === 0) seen.rows.push(...ids);
          ids = [];
          if (options?.positions !== undefined) seen.positions = options.positions;
          return decoder.forward(embeddings, options);
        },
      },
      sampler: {
        ...sampler,
        async pick(...given) {
          const picked = await sampler.pick(...given);
          seen.picked.push(picked.id);
          return picked;
        },
      },
    },
  };
}
