// Conversion between float32 and float16 for data that is made or read on the host.

const [floats, words] = (() => {
  const bytes = new ArrayBuffer(4);
  return [new Float32Array(bytes), new Uint32Array(bytes)];
})();

/** Returns the IEEE 754 binary16 bits of `value`, rounded to the nearest half, ties to even. */
export function halfBits(value: number): number {
  floats[0] = value;
  const bits = words[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fff_ffff;
  if (size > 0x7f80_0000) return sign | 0x7e00; // NaN
  if (size >= 0x477f_f000) return sign | 0x7c00; // infinity: 65,520 and above round up to it
  // Below 2⁻¹⁴, halves are multiples of 2⁻²⁴. Adding 2⁵² leaves a double no room for a fraction, so it rounds.
  if (size < 0x3880_0000) return sign | (Math.abs(value) * 2 ** 24 + 2 ** 52 - 2 ** 52);
  // A carry out of the fraction raises the exponent, which is the correct result.
  const rounded = size + 0xfff + ((size >>> 13) & 1);
  return sign | ((rounded - 0x3800_0000) >>> 13);
}

/** Returns the bits of all `values`. A loop is far faster than `Uint16Array.from` with a function. */
export function halvesOf(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = halfBits(values[i] ?? 0);
  return halves;
}

/** Returns the number that the 16 bits of an IEEE 754 binary16 encode. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * 2 ** -24 * fraction
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
