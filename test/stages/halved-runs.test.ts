// A GPU that has no memory for a run gets half of it; what comes out is the same.

import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { createStopwatch } from "../../src/base/span.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createDecoder } from "../../src/language/decoder.ts";
import { openKvCache } from "../../src/cache/open-cache.ts";
import { createGraph, type Graph } from "../../src/model/graph.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { replicaBlobs } from "../support/replica.ts";
import { FAMILY_FEATURES, LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();
const [WIDTH, HEIGHT, FRAMES] = [60, 48, 7];

async function* frames() {
  for (let i = 0; i < FRAMES; i++) {
    const rgba = withAlpha(seededPicture("noise", WIDTH, HEIGHT, i));
    const init = { format: "RGBA", codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 } as const;
    yield { frame: new VideoFrame(rgba, init), rotation: 0 as const, isMirrored: false };
  }
}

/** The graph, failing for memory where `input` has more than `most` along `axis`; `sizes` hears of the good runs. */
function poor<G extends Graph>(
  graph: G,
  input: string,
  axis: number,
  most: number,
  sizes: number[],
): G {
  return {
    ...graph,
    async run(feeds, fetches, options) {
      const count = feeds[input]!.dims[axis]!;
      if (count > most) throw new AppError("graph-memory", "Too much.", "Take less.");
      sizes.push(count);
      return graph.run(feeds, fetches, options);
    },
  };
}

describe("a run that wants too much memory", () => {
  it("of the vision encoder is tried again with half the frames", async () => {
    const files = replicaBlobs({ family: "llava-onevision", dtype: "fp32", seed: 3 });
    const model = await loadModel(gpu(), { kind: "files", id: "x", files }, { runtime: "webgpu" });
    const { config, vision } = model;
    const layout = config.layout({ width: WIDTH, height: HEIGHT }, FRAMES);
    const all: Float32Array[] = [];
    const sizes: number[] = [];
    for (const graph of [vision, poor(vision, "pixel_values", 0, 2, sizes)]) {
      const encoder = await createFrameEncoder(gpu(), graph, config, layout);
      const tokens = await encoder.encode(frames(), FRAMES, { stopwatch: createStopwatch() });
      all.push(await readFloats(gpu(), tokens));
      tokens.destroy();
      encoder.destroy();
    }
    expect(sizes).toEqual([2, 2, 2, 1]);
    expect(differs(all[1]!, all[0]!, FAMILY_FEATURES)).toBeNull();
    await model.release();
  });

  it.each(["llava-onevision", "smolvlm2"] as const)(
    "of %s's decoder is tried again with half the rows",
    async (family) => {
      const files = replicaFiles({ family, scale: "mini", dtype: "fp32", seed: 3 });
      const open = (name: string) =>
        createGraph(gpu(), name, files.get(`onnx/${name}.onnx`)!, "webgpu");
      const [embed, graph] = [await open("embed_tokens"), await open("decoder_model_merged")];
      const entry = { heads: 2, size: 16, dtype: "float32" } as const;
      const ids = Array.from({ length: 21 }, (_, i) => 5 + i);
      const all: Float32Array[] = [];
      const sizes: number[] = [];
      for (const decoder of [graph, poor(graph, "inputs_embeds", 1, 6, sizes)]) {
        const cache = openKvCache(gpu(), decoder, entry, 64);
        const rows = createDecoder(gpu(), embed, { graph: decoder, cache, from: 0 });
        const embeddings = await rows.embed(ids);
        const logits = await rows.forward(embeddings);
        all.push(await readFloats(gpu(), logits));
        expect(cache.length).toBe(ids.length);
        logits.destroy();
        embeddings.destroy();
        cache.release();
      }
      expect(sizes).toEqual([6, 6, 6, 3]);
      expect(differs(all[1]!, all[0]!, LOGITS)).toBeNull();
      for (const one of [embed, graph]) await one.release();
    },
  );
});
