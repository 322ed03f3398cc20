// Converts float32 to float16, rounded to the nearest, ties to even.

export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = halfBits(bits[i] ?? 0);
  return halves;
}

const INFINITY_F32 = 0x7f800000;
/** 65520, which rounds to infinity. */
const OVERFLOW_F32 = 0x477ff000;
/** 2⁻¹⁴, the least normal half. */
const LEAST_NORMAL_F32 = 0x38800000;

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const rest = bits & 0x7fffffff;
  if (rest > INFINITY_F32) return sign | 0x7e00;
  if (rest >= OVERFLOW_F32) return sign | 0x7c00;
  if (rest >= LEAST_NORMAL_F32) {
    // The exponent's bias goes from 127 to 15; a carry out of the fraction raises the exponent, which is correct.
    return sign | ((rest - 0x38000000 + 0xfff + ((rest >>> 13) & 1)) >>> 13);
  }
  const shift = 126 - (rest >>> 23); // the fraction with its leading 1, in units of 2⁻²⁴
  if (shift > 24) return sign;
  const fraction = (rest & 0x7fffff) | 0x800000;
  const down = fraction >>> shift;
  const lost = fraction & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return sign | (lost > tie || (lost === tie && (down & 1) === 1) ? down + 1 : down);
}
