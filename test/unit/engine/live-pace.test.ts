import { describe, expect, it } from "vitest";
import { createPaceWatch } from "../../../src/engine/live-pace.ts";

describe("the pace of a live reading", () => {
  it("is the wanted one where reading is faster, and says by how much", () => {
    const pace = createPaceWatch(1);
    pace.saw(8, 60_000); // shaders were compiled
    expect(pace).toMatchObject({ framesPerSec: 1, factor: null });
    for (let i = 0; i < 3; i++) pace.saw(8, 2_000);
    expect(pace).toMatchObject({ framesPerSec: 1, factor: 4 });
  });

  it("falls where reading is slower, and rises again", () => {
    const pace = createPaceWatch(2);
    for (let i = 0; i < 4; i++) pace.saw(8, 8_000);
    expect(pace.factor).toBe(0.5);
    expect(pace.framesPerSec).toBeCloseTo(0.8);
    for (let i = 0; i < 3; i++) pace.saw(8, 1_000);
    expect(pace.framesPerSec).toBe(2);
  });

  it("does not fall for one chunk that waited behind a question", () => {
    const pace = createPaceWatch(1);
    for (const ms of [1_000, 1_000, 1_000, 90_000]) pace.saw(8, ms);
    expect(pace.framesPerSec).toBe(1);
  });
});
