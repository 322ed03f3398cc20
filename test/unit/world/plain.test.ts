import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { drawFrame, sampleClip, tickTime } from "../../../tools/world/index.ts";

describe("the plain world", () => {
  // The embedded model was trained on these clips and its accuracy was measured on them.
  it.each([
    [1, 16, "0c1ee451bb3723135433be65d776e0f2"],
    [10_000, 8, "45c1a223a59c5acbaf38ec47fddaaad8"],
    [1_000_007, 24, "e001effce24781315094d2028eb27ed6"],
    [77, 48, "a3db5e50ea547b1f91935bf3e91bd2e2"],
  ])("draws clip %i of %i ticks as it always did, byte for byte", (seed, frames, wanted) => {
    const spec = sampleClip(seed, { frames });
    const hash = createHash("sha256").update(JSON.stringify(spec));
    for (let tick = 0; tick < frames; tick += 5)
      hash.update(drawFrame(spec, tickTime(spec, tick), 64, 48));
    expect(hash.digest("hex").slice(0, 32)).toBe(wanted);
  });
});
