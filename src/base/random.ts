/**
 * A small seeded generator (sfc32), so that a clip is a pure function of its seed on every machine.
 * Not for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `stream` separates independent uses of one seed, such as the clip itself and its questions. */
  constructor(seed: number, stream = 0) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 2 ** 32) >>> 0;
    this.c = (stream ^ 0x9e3779b9) >>> 0;
    for (let i = 0; i < 12; i++) this.word();
  }

  /** Returns 32 random bits as an unsigned integer. */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Returns a uniform number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (this.word() / 2 ** 32) * (high - low);
  }

  /** Returns an integer in [low, high], both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** Returns true with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("pick from an empty list");
    return item;
  }

  /** Returns an index drawn with probability proportional to `weights`. */
  weighted(weights: readonly number[]): number {
    let left = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  /** Returns a shuffled copy. */
  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, key: this.word() }))
      .sort((one, other) => one.key - other.key)
      .map(({ item }) => item);
  }
}
