// From a decoded frame to the tokens of a video.

import { createTensor } from "../../../../../src/gpu/tensor.ts";
import {
  FRAME_DIFFERENCE,
  recordFrameDifference,
} from "../../../../../src/kernels/frame-difference.ts";
import { KEEP_PATCHES, recordKeepPatches } from "../../../../../src/kernels/keep-patches.ts";
import {
  NEVER,
  PATCH_SOURCES,
  recordPatchSources,
} from "../../../../../src/kernels/patch-sources.ts";
import { PATCHIFY, patchLength, recordPatchify } from "../../../../../src/kernels/patchify.ts";
import { POOL_BILINEAR, recordPoolBilinear } from "../../../../../src/kernels/pool-bilinear.ts";
import {
  loadResizeLoad,
  runResizeLoad,
  uprightWalk,
} from "../../../../../src/kernels/resize-load.ts";
import { resizeWeights } from "../../../../../src/kernels/resize-weights.ts";
import { loadResize, recordResize } from "../../../../../src/kernels/resize.ts";
import { createRecorder } from "../../../../../src/gpu/recorder.ts";
import { TEXTURE_USAGE } from "../../../../../src/gpu/constants.ts";
import { type Bench, benchWork, type WorkSize, type Work } from "./work.ts";

const MEAN = [0.5, 0.5, 0.5] as const;

const resize = benchWork("resize a frame", async (bench, { picture, side, batch }, gpu) => {
  const [columns, rows] = picture;
  const axis = (from: number) => {
    const { taps, spans, weights } = resizeWeights(from, side, "bicubic");
    return {
      spans: bench.uints(spans, [side, 2]),
      weights: bench.ints(weights, [side, taps]),
    };
  };
  const pixels = bench.room([rows, columns], "uint32");
  const step = {
    pixels,
    rows,
    columns,
    between: bench.room([rows, side], "uint32"),
    across: axis(columns),
    down: axis(rows),
    target: bench.room([batch, 3, side, side]),
    index: 0,
    rescale: 1 / 255,
    mean: MEAN,
    std: MEAN,
  };
  const [load, kernels] = await Promise.all([loadResizeLoad(gpu), loadResize(gpu)]);
  const walk = uprightWalk(columns, rows, 0, false);
  const bytes = new Uint8Array(4 * columns * rows).map((_, i) => (i * 7) % 251);
  const texture = gpu.device.createTexture({
    size: [columns, rows],
    format: "rgba8unorm",
    usage: TEXTURE_USAGE.TEXTURE_BINDING | TEXTURE_USAGE.COPY_DST,
  });
  gpu.device.queue.writeTexture({ texture }, bytes, { bytesPerRow: 4 * columns }, [columns, rows]);
  runResizeLoad(gpu, load, texture, walk, pixels);
  const recorder = createRecorder(gpu, "bench/resize");
  recordResize(recorder, kernels, step);
  recorder.submit();
});

/** The form in which frames really come; it is timed as a whole, because its texture lives for one task only. */
export const loadExternal: Work = {
  name: "load a decoded frame",
  async run(gpu, { picture }) {
    const [columns, rows] = picture;
    const kernels = await loadResizeLoad(gpu);
    const pixels = createTensor(gpu, [rows, columns], "uint32", "bench/pixels");
    const init = { format: "RGBX", codedWidth: columns, codedHeight: rows, timestamp: 0 } as const;
    const frame = new VideoFrame(new Uint8Array(4 * columns * rows), init);
    const source = gpu.device.importExternalTexture({ source: frame });
    runResizeLoad(gpu, kernels, source, uprightWalk(columns, rows, 0, false), pixels);
    await gpu.device.queue.onSubmittedWorkDone();
    frame.close();
    pixels.destroy();
  },
};

const patchify = benchWork("cut into patches", async (bench, { side, batch, patch }) => {
  const grid = side / patch;
  const shape = {
    ...({ steps: Math.max(1, batch / 2), frames: 2, merge: 2, patch } as const),
    patches: { rows: grid, columns: grid },
  };
  const pixels = bench.normal(2 * shape.steps, 3, side, side);
  const rows = bench.room([shape.steps * grid * grid, patchLength(shape)]);
  await bench.run([PATCHIFY], (to, kernel) => recordPatchify(to, kernel, shape, { pixels, rows }));
});

/** Half of the steps are like the one before. */
const halfStill = (bench: Bench, { side, batch }: WorkSize) => ({
  pixels: bench.normal(batch, 3, side, side),
  last: bench.normal(1, 3, side, side),
});

const differences = benchWork("compare frames", async (bench, size) => {
  const tensors = { ...halfStill(bench, size), sums: bench.room([size.batch], "uint32") };
  const shape = { steps: size.batch, framesPerStep: 1, limit: 0, hasLast: true };
  await bench.run([FRAME_DIFFERENCE], (to, kernel) =>
    recordFrameDifference(to, kernel, { ...shape, bytesPerValue: [127, 127, 127] }, tensors),
  );
});

const patches = benchWork("find still patches", async (bench, size) => {
  const { side, patch, batch: steps } = size;
  const grid = { rows: side / patch, columns: side / patch };
  const count = grid.rows * grid.columns;
  const { pixels, last } = halfStill(bench, size);
  const sources = bench.room([steps, count], "uint32");
  const laterAges = bench.room([count], "uint32");
  const cut = { steps, grid, patch, merge: 1, framesPerStep: 1 };
  await bench.run([PATCH_SOURCES, KEEP_PATCHES], (to, find, keep) => {
    const ages = bench.uints(Array<number>(count).fill(NEVER));
    const wanted = bench.uints(Array<number>(steps * count).fill(1));
    const rest = { ages, wanted, sources, laterAges };
    recordPatchSources(to, find, { ...cut, threshold: 1, refresh: 8 }, { pixels, last, ...rest });
    recordKeepPatches(to, keep, cut, { pixels, sources, last });
  });
});

const pool = benchWork("pool features", async (bench, { featureGrid, grid, batch, width }) => {
  const shape = {
    frames: batch,
    width,
    firstFrame: 0,
    from: { rows: featureGrid, columns: featureGrid },
    to: { rows: grid, columns: grid },
  };
  const features = bench.normal(batch, featureGrid ** 2, width);
  const pooled = bench.room([batch, grid ** 2, width]);
  await bench.run([POOL_BILINEAR], (to, kernel) =>
    recordPoolBilinear(to, kernel, shape, { features, pooled }),
  );
});

export const FRAME_WORKS: readonly Work[] = [resize, patchify, differences, patches, pool];
