/**
 * width × height RGB bytes from a linear congruential generator; "edges" has only 0 and 255, in runs, so that filters
 * overshoot. The same bytes as `picture` of test/golden/make_resize.py.
 */
export function seededPicture(
  kind: "noise" | "edges",
  width: number,
  height: number,
  seed: number,
): Uint8Array<ArrayBuffer> {
  let state = seed;
  let held = 0;
  return Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const byte = state >>> 24;
    if (kind === "noise") return byte;
    if (index % 5 === 0) held = byte >= 128 ? 255 : 0;
    return held;
  });
}

/** RGB bytes as one u32 a pixel, red lowest, opaque. */
export function packPixels(rgb: Uint8Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(
    { length: rgb.length / 3 },
    (_, i) => (rgb[i * 3]! | (rgb[i * 3 + 1]! << 8) | (rgb[i * 3 + 2]! << 16) | 0xff000000) >>> 0,
  );
}

/** RGB bytes as RGBA bytes, opaque. */
export function withAlpha(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(packPixels(rgb).buffer);
}
