// Runs two files of one decoder on the same rows, for tests of rewrites.

import { expect } from "vitest";
import type { Gpu } from "../../src/gpu/device.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import type { EvaluatedTensor } from "../../src/model/onnx/rewrite-model.ts";
import { evaluatedNumbers } from "../../src/model/onnx/tensor-values.ts";
import type { Tolerance } from "../tolerance.ts";
import { runBareDecoder, type BareDecoder, type BareRun } from "./bare-decoder.ts";
import { differs } from "./differs.ts";
import { seededNormals } from "./random.ts";

export interface DecoderFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where they run; default: wasm. */
  readonly runtime?: GraphRuntime;
}

/** Expects equal logits and present values of both files, after a prefill of 6 rows, 3 more behind it, and a step. */
export async function expectSameDecoder(
  gpu: Gpu,
  opened: BareDecoder,
  before: DecoderFile,
  after: DecoderFile,
  tolerance: Tolerance,
): Promise<void> {
  let pasts: [BareRun | null, BareRun | null] = [null, null];
  let start = 0;
  for (const count of [6, 3, 1]) {
    const positions = Array.from({ length: count }, (_, i) => start + i);
    const one = await runRows(gpu, opened, before, { count, positions, past: pasts[0] });
    const other = await runRows(gpu, opened, after, { count, positions, past: pasts[1] });
    expect(differs(other.logits, one.logits, tolerance), `logits of ${count} rows`).toBeNull();
    for (const name of Object.keys(one.values).filter((key) => key.startsWith("present"))) {
      const [want, got] = [one, other].map(({ values }) =>
        evaluatedNumbers(values[name] as unknown as EvaluatedTensor),
      );
      expect(differs(got!, want!, tolerance), `${name} of ${count} rows`).toBeNull();
    }
    pasts = [one, other];
    start += count;
  }
}

/** Runs seeded rows behind an earlier run. */
export function runRows(
  gpu: Gpu,
  opened: BareDecoder,
  { bytes, runtime = "wasm" }: DecoderFile,
  {
    count,
    positions = Array.from({ length: count }, (_, i) => i),
    past: before = null,
  }: {
    readonly count: number;
    readonly positions?: readonly number[];
    readonly past?: BareRun | null;
  },
): Promise<BareRun> {
  const past = Object.fromEntries(
    Object.entries(before?.values ?? {})
      .filter(([name]) => name.startsWith("present"))
      .map(([name, { data }]) => [
        name.replace("present", "past_key_values"),
        data as Float32Array<ArrayBuffer>,
      ]),
  );
  const rows = seededNormals(count * opened.width, 5 + count);
  // For graphs that take three axes, each row has a different position on each.
  const axes = [positions, positions.map((at) => 2 * at), positions.map((at) => at % 4)];
  return runBareDecoder(gpu, opened, bytes, { rows, positions: axes, past }, { runtime });
}
