import { describe, expect, it } from "vitest";
import {
  attentionRelevance,
  chunkRelevance,
  detrend,
  evenRelevance,
  frameRelevance,
  standardize,
} from "../../../src/memory/recall/relevance.ts";
import { seededNormals } from "../../support/random.ts";

const near = (values: Iterable<number>, wanted: readonly number[]): void =>
  [...values].forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 10));

describe("relevance", () => {
  it("takes the straight line out of a drift", () => {
    near(detrend([3, 5, 7, 9]), [0, 0, 0, 0]);
    near(detrend([4]), [0]);
    const bump = [0, 1, 2, 13, 4, 5, 6];
    const straight = detrend(bump);
    expect(straight.indexOf(Math.max(...straight))).toBe(3);
    expect(straight.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
  });

  it("brings layers of any scale to the same spread, and says nothing where nothing differs", () => {
    const values = standardize(Float64Array.of(2, 4, 6));
    near(values, [-Math.sqrt(1.5), 0, Math.sqrt(1.5)]);
    expect([...standardize(Float64Array.of(7, 7, 7))]).toEqual([0, 0, 0]);
  });

  it("adds attention over layers, so that one layer may find what the others do not look for", () => {
    const even = Array<number>(10).fill(0.1);
    const looking = even.map((_, i) => (i === 7 ? 0.55 : 0.05));
    // A layer that looks at nothing much, the slightest bit more at another frame.
    const idle = even.map((share, i) => share + (i === 3 ? 0.009 : -0.001));
    const scores = attentionRelevance([idle, looking, idle]);
    expect(scores.indexOf(Math.max(...scores))).toBe(7);
    near(scores, [...standardize(Float64Array.from(even, (_, i) => looking[i]! + 2 * idle[i]!))]);
    expect([...attentionRelevance([even])]).toEqual(even.map(() => 0));
  });

  it("finds the frame that stands out in several layers, whatever their scales and drifts", () => {
    const frames = 60;
    const layers = [1, 100, 1e-3].map((scale, layer) => {
      const noise = seededNormals(frames, layer + 1);
      return Array.from(noise, (value, i) => scale * (value + i + (i === 41 ? 6 : 0)));
    });
    const scores = frameRelevance(layers);
    expect(scores.indexOf(Math.max(...scores))).toBe(41);
    const chunks = chunkRelevance(
      scores,
      Array.from({ length: 6 }, () => 10),
    );
    expect(chunks.indexOf(Math.max(...chunks))).toBe(4);
  });

  it("gives a chunk its best frame, also where the last chunk is shorter", () => {
    expect(chunkRelevance([1, 9, 2, 3, 8], [2, 2, 1])).toEqual([9, 3, 8]);
  });

  it("spreads evenly between the first chunk and the last, for comparison", () => {
    expect(evenRelevance(12, 3)).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
    expect(evenRelevance(4, 9)).toEqual([0, 1, 1, 0]);
    expect(evenRelevance(2, 3)).toEqual([0, 0]);
    expect(evenRelevance(1, 3)).toEqual([0]);
  });

  it("counts in standard deviations also when layers differ", () => {
    const layers = [1, 2, 3].map((seed) => seededNormals(50, seed));
    const scores = frameRelevance(layers);
    expect(scores.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
    expect(scores.reduce((sum, value) => sum + value * value, 0) / 50).toBeCloseTo(1, 10);
  });
});
