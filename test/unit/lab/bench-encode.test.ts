import { expect, test } from "vitest";
import { pixelsLines } from "../../../tools/lab/bench/encode-lines.ts";
import { ENCODED_CLIPS } from "../../../tools/lab/page/encoded-clips.ts";
import type { PixelsTurns } from "../../../tools/lab/bench/pixels-turns.ts";

/** Rounds in which the parts take so many hundredths of the whole's processor time, and twice its time on the clock. */
const turns = (hundredths: readonly number[], thread: number | null = null): PixelsTurns => ({
  clip: "still",
  count: { patches: 100, encoded: 28 },
  passes: 4,
  rounds: hundredths.map((share) => ({
    got: { cpu: share / 100, wall: 2, thread },
    of: { cpu: 1, wall: 1, thread: 1 },
  })),
});

test("all kinds of film together weigh as much as they take, equally many of each, and noise counts for itself", () => {
  const clips = ENCODED_CLIPS.map((clip, i) => ({ ...turns([50, 50, 50]), clip, passes: i + 1 }));
  const lines = pixelsLines({ ...SOFTWARE, turns: clips });
  // Per pass 1, 1/2, 1/3 and 1/4 seconds, each by half.
  expect(lines.at(-1)).toMatchObject({
    name: "The encoder's time, all clips",
    got: 0.5,
    wanted: 0.6,
  });
  expect(lines.at(-1)?.detail).toContain("1.042 to 2.083");
  const [dear, cheap] = [
    turns([100, 100]),
    { ...turns([0, 0]), clip: "cuts" as const, passes: 12 },
  ];
  const [, , both] = pixelsLines({ ...SOFTWARE, turns: [dear, cheap] });
  expect(both?.got).toBeCloseTo(1 / (1 + 1 / 3), 6);
  expect(both?.wanted).toBeNull();
});

const SOFTWARE = { isSoftware: true, runtime: "webgpu" } as const;

test("a software adapter is judged by the median of its rounds, with an interval that shrinks as they agree", () => {
  const [line] = pixelsLines({ ...SOFTWARE, turns: [turns([40, 45, 44, 46, 90])] });
  expect(line).toMatchObject({ got: 0.45, wanted: 0.5, passed: true });
  expect(line?.detail).toContain("0.450 (0.400 to 0.900) by processor seconds, 0.113 to 0.250");
  expect(line?.detail).toContain("2.000 (2.000 to 2.000) by seconds; 5 rounds; 28.0 % of patches");
  const many = Array.from({ length: 40 }, (_, i) => 44 + (i % 3));
  const [sure] = pixelsLines({ ...SOFTWARE, turns: [turns(many)] });
  expect(sure?.detail).toContain("0.450 (0.445 to 0.450)");
});

test("graphs on the processor are judged by their thread, where the browser tells its time", () => {
  const onProcessor = { isSoftware: true, runtime: "wasm" } as const;
  const [line] = pixelsLines({ ...onProcessor, turns: [turns([60, 60], 0.48)] });
  expect(line).toMatchObject({ got: 0.48, passed: true });
  expect(line?.detail).toContain("0.600 (0.600 to 0.600) by processor seconds;");
  expect(pixelsLines({ ...onProcessor, turns: [turns([60, 60])] })[0]).toMatchObject({ got: 0.6 });
});

test("a real adapter is judged by the clock", () => {
  const real = { isSoftware: false, runtime: "webgpu" } as const;
  const [line] = pixelsLines({ ...real, turns: [turns([40, 40, 40], 0.3)] });
  expect(line).toMatchObject({ got: 2, passed: false });
});
