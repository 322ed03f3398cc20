// From the cache of a read video and a question's queries to one number a frame, on the GPU all the way: the embedded
// decoder with its static cache, the added outputs and the kernels of src/kernels, against f64 of what the graph says its
// queries and keys were before rotation.

import type * as Ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { recordFrameKeys, FRAME_KEYS } from "../../src/kernels/frame-keys.ts";
import { recordMeanQuery, MEAN_QUERY } from "../../src/kernels/mean-query.ts";
import { recordQueryScores, QUERY_SCORES } from "../../src/kernels/query-scores.ts";
import { recordRotateKeys, ROTATE_KEYS } from "../../src/kernels/rotate-keys.ts";
import { positionMoves } from "../support/position-moves.ts";
import { rotaryPhases } from "../../src/kernels/rotary-phases.ts";
import { createGraph } from "../../src/model/graph.ts";
import { addOutputs } from "../../src/model/onnx/add-outputs.ts";
import { findQueries } from "../../src/model/onnx/find-queries.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { frameKeysReference } from "../reference/frame-keys.ts";
import { meanQueryReference } from "../reference/mean-query.ts";
import { queryScoresReference } from "../reference/query-scores.ts";
import { openBareDecoder } from "../support/bare-decoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";

const gpu = useSharedGpu();

/** Rows before the video, first rows of its frames, and of the question behind it. */
const SYSTEM = 2;
const STARTS = [0, 5, 9, 16];
const FRAMES = STARTS.length - 1;
const VIDEO = STARTS.at(-1)!;
const QUESTION = 4;
const CAPACITY = 40;

describe("relevance of frames to a question", () => {
  it("comes from the cache and the graph's own queries", async () => {
    const model = await openBareDecoder("embedded", "fp32");
    const { width, layers, heads, kvHeads, headSize } = model;
    const opened = readModel(model.bytes);
    const queries = findQueries(opened);
    const bytes = writeModel(
      addOutputs(
        opened,
        queries.map(({ tensor }) => tensor),
      ),
    );
    const graph = await createGraph(gpu(), "decoder_model_merged", bytes, "webgpu");
    const made: Tensor[] = [];
    const keep = (tensor: Tensor): Tensor => {
      made.push(tensor);
      return tensor;
    };
    const empty = (dims: readonly number[], label: string): Tensor =>
      keep(createTensor(gpu(), dims, "float32", `test/${label}`));
    const cache = Array.from({ length: layers }, (_, layer) => ({
      key: empty([1, kvHeads, CAPACITY, headSize], `key.${layer}`),
      value: empty([1, kvHeads, CAPACITY, headSize], `value.${layer}`),
    }));
    const cached = (prefix: string): Record<string, Ort.Tensor> =>
      Object.fromEntries(
        cache.flatMap(({ key, value }, layer) => [
          [`${prefix}.${layer}.key`, graph.fromTensor(key)],
          [`${prefix}.${layer}.value`, graph.fromTensor(value)],
        ]),
      );
    /** Appends rows to the cache; their queries, packed with keys and values, by layer. */
    const run = async (count: number, before: number, seed: number): Promise<Tensor[]> => {
      const rows = tensorFrom(
        gpu(),
        seededNormals(count * width, seed),
        [1, count, width],
        "test/rows",
      );
      const ones = new BigInt64Array(before + count).fill(1n);
      const feeds = {
        inputs_embeds: keep(rows),
        attention_mask: graph.int64(ones, [1, before + count]),
        num_logits_to_keep: graph.int64(BigInt64Array.of(1n), []),
        ...cached("past_key_values"),
      };
      const asked = Object.fromEntries(queries.map(({ tensor }) => [tensor, null]));
      const results = await graph.run(feeds, { ...cached("present"), ...asked, logits: null });
      results["logits"]!.dispose();
      return queries.map(({ tensor }) => keep(graph.toTensor(results[tensor]!, `test/${tensor}`)));
    };
    const ofVideo = await run(SYSTEM + VIDEO, 0, 1);
    const ofQuestion = await run(QUESTION, SYSTEM + VIDEO, 2);

    const [rotate, means, mean, score] = await Promise.all(
      [ROTATE_KEYS, FRAME_KEYS, MEAN_QUERY, QUERY_SCORES].map((source) =>
        gpu().kernels.load(source),
      ),
    );
    const rows = Array.from({ length: VIDEO }, (_, row) => SYSTEM + row);
    const { values, axes, pairs } = rotaryPhases(model.rotation);
    const shared = {
      rows: keep(tensorFrom(gpu(), Uint32Array.from(rows), [VIDEO], "test/rows")),
      moves: keep(tensorFrom(gpu(), positionMoves(rows), [VIDEO, axes], "test/moves")),
      phases: keep(tensorFrom(gpu(), values, [axes, pairs], "test/phases")),
      starts: keep(tensorFrom(gpu(), Uint32Array.from(STARTS), [FRAMES + 1], "test/starts")),
    };
    const plain = empty([1, kvHeads, VIDEO, headSize], "plain");
    const frameKeys = empty([FRAMES, kvHeads, headSize], "frame-keys");
    const query = empty([heads, headSize], "query");
    const scores = empty([layers, FRAMES], "scores");
    const recorder = createRecorder(gpu(), "test/relevance");
    for (const [layer, { key }] of cache.entries()) {
      const video = { count: VIDEO, toRow: 0 };
      const asked = { fromRow: 0, count: QUESTION };
      const place = { frames: FRAMES, to: layer * FRAMES };
      const turn = { keys: key, rotated: plain, ...shared };
      recordRotateKeys(recorder, rotate!, video, turn);
      const of = { keys: plain, starts: shared.starts, means: frameKeys };
      recordFrameKeys(recorder, means!, { frames: FRAMES, toFrame: 0 }, of);
      const packed = { queries: ofQuestion[layer]!, mean: query };
      recordMeanQuery(recorder, mean!, asked, packed);
      recordQueryScores(recorder, score!, place, { query, keys: frameKeys, scores });
    }
    recorder.submit();

    const got = await readFloats(gpu(), scores);
    const want: number[] = [];
    for (let layer = 0; layer < layers; layer++) {
      const rowWidth = (heads + 2 * kvHeads) * headSize;
      const video = await readFloats(gpu(), ofVideo[layer]!);
      const asked = await readFloats(gpu(), ofQuestion[layer]!);
      // [rows, kvHeads, headSize] behind the queries → [kvHeads, rows, headSize]
      const keys = Float32Array.from({ length: kvHeads * VIDEO * headSize }, (_, i) => {
        const head = Math.floor(i / VIDEO / headSize);
        const row = SYSTEM + (Math.floor(i / headSize) % VIDEO);
        return video[row * rowWidth + (heads + head) * headSize + (i % headSize)]!;
      });
      const wide = { rowWidth, width: heads * headSize };
      want.push(
        ...queryScoresReference(
          meanQueryReference(asked, wide, { fromRow: 0, count: QUESTION }),
          frameKeysReference(keys, { heads: kvHeads, headSize }, STARTS),
          { heads, kvHeads, headSize },
        ),
      );
    }
    for (const tensor of made) tensor.destroy();
    await graph.release();
    expect(differs(got, want, { abs: 1e-3, rel: 1e-4 })).toBeNull();
    expect(Math.max(...want) - Math.min(...want)).toBeGreaterThan(1);
  });
});
