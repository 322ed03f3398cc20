import { describe, expect, it } from "vitest";
import { fuzz } from "../../tools/fuzz/fuzz.ts";
import { FOUND } from "../../tools/fuzz/found.ts";
import { judge } from "../../tools/fuzz/judge.ts";
import { KINDS, kindOf } from "../../tools/fuzz/kinds.ts";
import { FAULTY } from "../../tools/fuzz/kinds/faulty.ts";
import { Random } from "../../src/base/random.ts";
import { processorMs } from "../support/processor-ms.ts";

const INPUTS = 2_400;

describe("damaged files", () => {
  it(`${INPUTS} of all kinds are read, or refused in a sentence`, async () => {
    const { inputs, findings } = await fuzz({
      kinds: KINDS.map(({ name }) => name),
      seed: 1,
      workers: 2,
      goOn: (count) => count < INPUTS,
    });
    expect(findings).toEqual([]);
    expect(inputs).toBe(INPUTS);
  });

  it.each(FOUND)("%s %i, once %s", async (name, seed) => {
    const tookMs = await processorMs(async () => {
      expect(await judge(kindOf(name)!, seed)).toBeNull();
    });
    expect(tookMs).toBeLessThan(10_000);
  });
});

describe("the fuzzer", () => {
  it("finds every kind of fault, names its seed, and goes on after it", async () => {
    const { inputs, findings } = await fuzz({
      kinds: [FAULTY.name],
      seed: 36, // with which the ten have one hang among them
      batch: 5,
      hangMs: 8_000,
      goOn: (count) => count < 10,
    });
    expect(inputs).toBe(10);
    const faults = new Map(findings.map(({ seed, what }) => [faultOf(seed), what]));
    expect(Object.fromEntries(faults)).toEqual({
      2: expect.stringContaining("TypeError: undefined is not a function"),
      3: "Nothing more came for 8 s.",
      4: "The process ended: SIGABRT.",
      5: 'mute: "There is no next step." ""',
      6: expect.stringMatching(/^It took \d+ MiB\.$/),
    });
  });

  const faultOf = (seed: number): number => new Random(seed).integer(0, 6);
});
