import { expect, it } from "vitest";
import { loadPeaks } from "../../src/kernels/density-peaks.ts";
import { peaksOf } from "../reference/prunevid.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

const NONE = 0xffffffff;

it.each([
  { spans: 1, span: 1, width: 4 },
  { spans: 1, span: 3, width: 4 },
  { spans: 3, span: 7, width: 8 },
  { spans: 2, span: 65, width: 12 },
  { spans: 5, span: 30, width: 128 },
])("clusters parts of $spans spans of $span rows", async ({ spans, span, width }) => {
  const count = spans * span;
  const data = seededNormals(count * width, span);
  const draw = seeded(spans);
  // Two parts a span, and some rows of none.
  const parts = Uint32Array.from({ length: count }, (_, i) => {
    const kind = Math.floor(draw() * 5);
    return kind === 4 ? NONE : 2 * Math.floor(i / span) + (kind % 2);
  });
  const clusters = Uint32Array.from({ length: 2 * spans }, (_, part) => 1 + (part % 3) * 2);
  const got = await onWorkbench(gpu(), async (bench) => {
    const encode = await loadPeaks(gpu());
    const scores = bench.output([count]);
    const centres = bench.output([count], "uint32");
    const rows = bench.input(data);
    const inputs = { rows, parts: bench.input(parts), clusters: bench.input(clusters) };
    bench.run((to) => {
      encode(
        to,
        { count, span, quads: width / 4, width },
        { ...inputs, scores, centres },
        (dims, dtype) => bench.output(dims, dtype),
      );
    });
    return { scores: await bench.floats(scores), centres: await bench.uints(centres) };
  });

  const scores = Array.from({ length: count }, () => 0);
  const centres = Array.from({ length: count }, (_, i) => i);
  clusters.forEach((number, part) => {
    const own = [...parts.keys()].filter((i) => parts[i] === part);
    const rows = own.map((i) => Float64Array.from(data.subarray(i * width, (i + 1) * width)));
    const want = peaksOf(rows, number);
    own.forEach((i, k) => {
      scores[i] = want.scores[k]!;
      centres[i] = own[want.centres[k]!]!;
    });
  });
  expect(differs(got.scores, scores, F32_SUM)).toBeNull();
  expect(got.centres).toEqual(centres);
});
