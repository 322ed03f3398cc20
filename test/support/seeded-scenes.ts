import { seeded } from "./random.ts";

/**
 * Features [frames, tokens, width] as test/golden/make_rivals.py makes them: three frames a scene, and in a scene three
 * places in a row that show nearly the same.
 */
export function seededScenes(
  frames: number,
  tokens: number,
  width: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  const draw = seeded(seed);
  const kinds = Math.ceil(tokens / 3);
  const back = Array.from({ length: Math.ceil(frames / 3) * kinds * width }, () => draw() - 0.4);
  return Float32Array.from({ length: frames * tokens * width }, (_, i) => {
    const row = Math.floor(i / width);
    const kind = Math.floor((row % tokens) / 3);
    const scene = Math.floor(row / tokens / 3);
    return back[(scene * kinds + kind) * width + (i % width)]! + (draw() - 0.5) / 4;
  });
}

/** The same, but frames of a scene hardly differ from its first. */
export function seededStills(
  frames: number,
  tokens: number,
  width: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  const moving = seededScenes(frames, tokens, width, seed);
  const size = tokens * width;
  return moving.map((value, i) => {
    const first = 3 * Math.floor(i / size / 3) * size;
    return (7 * moving[first + (i % size)]! + value) / 8;
  });
}

/** The same, but in every other place channels move on by one a frame, so that frames of a scene differ there. */
export function seededTurning(
  frames: number,
  tokens: number,
  width: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  const data = seededScenes(frames, tokens, width, seed);
  return data.map((value, i) => {
    const row = Math.floor(i / width);
    const frame = Math.floor(row / tokens);
    const isTurning = (row % tokens) % 2 === 0;
    return isTurning ? data[row * width + (((i % width) + frame) % width)]! : value;
  });
}
