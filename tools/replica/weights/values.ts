// The numbers of a weight, made where they are read, so that no large model's file is ever wholly in memory.

/** `count` numbers, row by row. */
export interface Values {
  readonly count: number;
  /** Fills `target` with the values at `start`, `start + step` …, all of them below `count`. */
  read(target: Float32Array, start: number, step?: number): void;
}

/** Random values; the same seed and name give the same ones, different names different ones. */
export interface RandomValues {
  /** Returns normal values. */
  normal(name: string, count: number, options: { std: number; mean?: number }): Values;
}

/** A prime, so that no rows of a matrix coincide. About 1 MB. */
const POOL = 262_139;

/**
 * Returns values out of one pool of POOL normal numbers, each tensor from its own place on and round again. That is
 * fast enough to fill gigabytes; in a tensor of more than POOL values they repeat, but no two rows are equal.
 */
export function createRandomValues(seed: number): RandomValues {
  const pool = normals(POOL, seed);
  return {
    normal(name, count, { std, mean = 0 }) {
      const from = hash(name) % POOL;
      return {
        count,
        read(target, start, step = 1) {
          const stride = step % POOL;
          let at = (from + start) % POOL;
          for (let i = 0; i < target.length; i++) {
            target[i] = mean + std * (pool[at] ?? 0);
            at += stride;
            if (at >= POOL) at -= POOL;
          }
        },
      };
    },
  };
}

/** Returns values by formula: rotation tables, masks. */
export const computedValues = (count: number, valueAt: (index: number) => number): Values => ({
  count,
  read(target, start, step = 1) {
    for (let i = 0; i < target.length; i++) target[i] = valueAt(start + i * step);
  },
});

/** The hash FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return state >>> 0;
}

/** Returns `count` standard normal numbers, the same for the same seed: Box–Muller over Mulberry32. */
export function normals(count: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
