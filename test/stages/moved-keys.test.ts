// Our rotation of keys against the graphs' own: a past whose keys were moved as one goes on as before it was moved, and
// one row's key at one position, moved, is its key at another.

import { describe, expect, it } from "vitest";
import { recordRotateKeys, ROTATE_KEYS } from "../../src/kernels/rotate-keys.ts";
import { positionMoves } from "../support/position-moves.ts";
import { rotaryPhases } from "../../src/kernels/rotary-phases.ts";
import {
  openBareDecoder,
  runBareDecoder,
  type BareDecoder,
  type BareRun,
} from "../support/bare-decoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { LOGITS, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useSharedGpu();

/** Rows of the past; row 4 is row 1 once more. */
const ROWS = 6;
const [EARLY, LATE] = [1, 4];
const POSITIONS = [
  [0, 1, 2, 5, 6, 40],
  [0, 1, 1, 3, 9, 41],
  [0, 2, 3, 3, 4, 42],
];
/** How far the past is moved, by axis; positions may be of any size, for only distances count. */
const SHIFT = [1000, 700, 31];

describe("keys moved by our kernel", () => {
  it.each(["embedded", "llava-onevision", "qwen2-vl", "smolvlm2"] as const)(
    "are what %s makes at their new position",
    async (name) => {
      const model = await openBareDecoder(name, "fp32");
      const isFused = name === "embedded" || name === "llava-onevision";
      const positions = isFused ? [[...Array(ROWS).keys()]] : axesOf(model);
      const { values } = await runBareDecoder(gpu(), model, model.bytes, {
        rows: pastRows(model),
        positions,
      });
      const keys = values["present.0.key"]!.data as Float32Array<ArrayBuffer>;
      // Every row as if it stood where EARLY does; only LATE's shows the same there.
      const moves = positionMoves(
        byRow(positions),
        Array.from({ length: ROWS }, () => positions.map((axis) => axis[EARLY]!)).flat(),
      );
      const moved = await move(model, keys, moves);
      const tolerance = name === "qwen2-vl" ? LOGITS_OF_SINES : LOGITS;
      for (let head = 0; head < model.kvHeads; head++) {
        const at = (of: Float32Array, row: number): Float32Array =>
          of.subarray((head * ROWS + row) * model.headSize).subarray(0, model.headSize);
        expect(differs(at(moved, LATE), at(keys, EARLY), tolerance)).toBeNull();
        expect(differs(at(keys, LATE), at(keys, EARLY), tolerance)).not.toBeNull();
      }
    },
  );

  it.each(["qwen2-vl", "smolvlm2"] as const)(
    "leave %s's next logits as they were when all move alike",
    async (name) => {
      const model = await openBareDecoder(name, "fp32");
      const positions = axesOf(model);
      const first = await runBareDecoder(gpu(), model, model.bytes, {
        rows: pastRows(model),
        positions,
      });
      const next = positions.map((axis) => [Math.max(...axis) + 2]);
      const plain = await goOn(model, await pastOf(model, first, null), next);
      const shifted = next.map(([position], axis) => [position! + SHIFT[axis]!]);
      const shift = Array.from({ length: ROWS }, () => SHIFT.slice(0, positions.length)).flat();
      const past = await pastOf(model, first, Int32Array.from(shift));
      const moved = await goOn(model, past, shifted);
      const tolerance = name === "qwen2-vl" ? LOGITS_OF_SINES : LOGITS;
      expect(differs(moved.logits, plain.logits, tolerance)).toBeNull();
      const unmoved = await goOn(model, await pastOf(model, first, null), shifted);
      expect(differs(unmoved.logits, plain.logits, tolerance)).not.toBeNull();
    },
  );
});

const axesOf = ({ rotation }: BareDecoder): number[][] =>
  POSITIONS.slice(0, rotation.axisOf === undefined ? 1 : 3);

/** Positions [axes][rows] → [rows, axes]. */
const byRow = (positions: readonly (readonly number[])[]): number[] =>
  Array.from({ length: ROWS }, (_, row) => positions.map((axis) => axis[row]!)).flat();

function pastRows({ width }: BareDecoder): Float32Array {
  const rows = seededNormals(ROWS * width, 5);
  rows.copyWithin(LATE * width, EARLY * width, (EARLY + 1) * width);
  return rows;
}

/** What a run left behind, its keys moved. */
async function pastOf(
  model: BareDecoder,
  { values }: BareRun,
  moves: Int32Array<ArrayBuffer> | null,
): Promise<Record<string, Float32Array<ArrayBuffer>>> {
  const past: Record<string, Float32Array<ArrayBuffer>> = {};
  for (const [name, { data }] of Object.entries(values)) {
    if (!name.startsWith("present.")) continue;
    const held = data as Float32Array<ArrayBuffer>;
    const isMoved = moves !== null && name.endsWith(".key");
    past[name.replace("present", "past_key_values")] = isMoved
      ? await move(model, held, moves)
      : held;
  }
  return past;
}

/** One more row. */
const goOn = (
  model: BareDecoder,
  past: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
  positions: readonly (readonly number[])[],
): Promise<BareRun> =>
  runBareDecoder(gpu(), model, model.bytes, {
    rows: seededNormals(model.width, 6),
    positions,
    past,
  });

/** Keys [1, kvHeads, ROWS, headSize], each row by its move. */
async function move(
  { kvHeads, headSize, rotation }: BareDecoder,
  keys: Float32Array<ArrayBuffer>,
  moves: Int32Array<ArrayBuffer>,
): Promise<Float32Array<ArrayBuffer>> {
  const kernel = await gpu().kernels.load(ROTATE_KEYS);
  const { values, axes, pairs } = rotaryPhases(rotation);
  return onWorkbench(gpu(), async (bench) => {
    const dims = [1, kvHeads, ROWS, headSize];
    const tensors = {
      keys: bench.input(keys, dims),
      rows: bench.input(Uint32Array.from({ length: ROWS }, (_, row) => row)),
      moves: bench.input(moves, [ROWS, axes]),
      phases: bench.input(values, [axes, pairs]),
      rotated: bench.output(dims),
    };
    bench.run((to) => recordRotateKeys(to, kernel, { count: ROWS, toRow: 0 }, tensors));
    return Float32Array.from(await bench.floats(tensors.rotated));
  });
}
