import { describe, expect, it } from "vitest";
import { BIN_CENTRES } from "../../../src/base/sampling.ts";
import { chooseTimes } from "../../../src/media/choose-times.ts";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { CROWD, type NeedleClip, needleClips } from "../../../tools/lab/suites/needle/suite.ts";
import { mainCenter, needlesAt, sampleClip, tickTime } from "../../../tools/world/index.ts";

const SUITE = {
  clips: 200,
  seed: 40_000,
  seconds: [60, 120, 240, 600],
  chunkFrames: 8,
} as const;
const CLIPS = needleClips(SUITE);

/** Ticks at which the needle is there. */
const ticksOf = ({ spec }: NeedleClip, needle: NeedleClip["spec"]["needles"][number]): number[] =>
  Array.from({ length: spec.frames }, (_, tick) => tick).filter((tick) => {
    const time = tickTime(spec, tick);
    return time >= needle.from && time < needle.to;
  });

describe("what appears in the clips of the needle suite", () => {
  it("stays for one or two seconds that 32 even frames do not see", () => {
    const lengths = new Set<number>();
    for (const clip of CLIPS) {
      const sampled = chooseTimes(
        { startSec: 0, endSec: clip.seconds, frames: clip.seconds, frameMiddlesSec: null },
        BIN_CENTRES,
      ).map(Math.floor);
      for (const needle of clip.spec.needles) {
        const ticks = ticksOf(clip, needle);
        lengths.add(ticks.length);
        expect(sampled.filter((tick) => ticks.includes(tick))).toEqual([]);
      }
    }
    expect(lengths).toEqual(new Set([1, 2]));
  });

  it("is in one chunk each, neither the first nor the last, and that chunk is reported", () => {
    for (const clip of CLIPS) {
      const last = Math.floor((clip.seconds - 1) / 8);
      const chunks = clip.spec.needles.map((needle) => {
        const own = new Set(ticksOf(clip, needle).map((tick) => Math.floor(tick / 8)));
        expect(own.size).toBe(1);
        return [...own][0] ?? -1;
      });
      for (const { task, chunks: told } of clip.questions) {
        const all = [...new Set(chunks)];
        const own = all.filter((chunk) => told.includes(chunk)).slice(0, 1);
        expect(told).toEqual(task === "common" ? [] : task === "named" ? own : all);
        expect(told.length > 0).toBe(task !== "common");
      }
      for (const chunk of chunks) {
        expect(chunk).toBeGreaterThan(0);
        expect(chunk).toBeLessThan(last);
      }
    }
  });

  it("is at least two seconds apart, in chunks of its own or all in one", () => {
    let close = 0;
    for (const clip of CLIPS) {
      const stays = clip.spec.needles.map((needle) => ticksOf(clip, needle));
      const gaps = stays.slice(1).map((stay, i) => stay[0]! - stays[i]!.at(-1)! - 1);
      expect(gaps.every((gap) => gap >= 2)).toBe(true);
      const isClose = clip.questions.some(({ kind }) => kind.endsWith("-close"));
      const isNamed = clip.questions[0]?.task === "named";
      expect(clip.questions[0]?.chunks).toHaveLength(
        isClose || isNamed ? 1 : clip.spec.needles.length,
      );
      if (isClose) close++;
    }
    expect(close).toBe(25);
  });

  it("comes at all depths", () => {
    const depths = CLIPS.flatMap(({ spec }) => spec.needles.map(({ from, to }) => (from + to) / 2));
    expect(Math.min(...depths)).toBeGreaterThanOrEqual(0.05);
    expect(Math.max(...depths)).toBeLessThanOrEqual(0.95);
    for (let tenth = 1; tenth < 9; tenth++) {
      const inTenth = depths.filter((depth) => Math.floor(depth * 10) === tenth);
      expect(inTenth.length / depths.length).toBeGreaterThan(0.05);
    }
  });

  it("never touches the main object, and has a colour of its own", () => {
    for (const { spec } of CLIPS) {
      const { main, needles, aspect } = spec;
      expect(new Set([main, ...needles].map(({ color }) => color)).size).toBe(needles.length + 1);
      for (const { center, size, from, to } of needles) {
        for (const time of [from, to]) {
          const at = mainCenter(main, time);
          const reach = (size + main.size) / 2;
          const isClear =
            Math.abs(center.x - at.x) * aspect > reach || Math.abs(center.y - at.y) > reach;
          expect(isClear).toBe(true);
        }
      }
    }
  });
});

describe("clips with passers", () => {
  const BUSY = needleClips({ ...SUITE, clips: 8, passing: 5, tries: 2 });

  it("ask about five things by their names in two ways, each there for one second", () => {
    for (const clip of BUSY) {
      const kinds = clip.questions.filter(({ task }) => task === "named").map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(
        ["named-place", "named-shape"].flatMap((kind) => Array<string>(5).fill(kind)),
      );
      expect(clip.questions.every(({ tries }) => tries.length === 2)).toBe(true);
      for (const needle of clip.spec.needles) expect(ticksOf(clip, needle)).toHaveLength(1);
    }
  });

  it("are full of things of other colours, one about every five seconds, none beside what is asked about", () => {
    for (const { spec, seconds } of BUSY) {
      const { passers = [], needles, main } = spec;
      expect(passers.length / seconds).toBeGreaterThan(0.1);
      expect(passers.length / seconds).toBeLessThan(0.3);
      const taken = new Set([main, ...needles].map(({ color }) => color));
      expect(passers.filter(({ color }) => taken.has(color))).toEqual([]);
      for (let tick = 0; tick < spec.frames; tick++)
        expect(needlesAt(spec, tickTime(spec, tick)).length).toBeLessThan(2);
    }
  });

  it("have the same things at the same places with other passers", () => {
    const other = needleClips({ ...SUITE, clips: 8, passing: 12, tries: 2 });
    expect(other.map(({ spec }) => spec.needles)).toEqual(BUSY.map(({ spec }) => spec.needles));
    expect(other[0]!.spec.passers!.length).toBeLessThan(BUSY[0]!.spec.passers!.length);
  });
});

describe("the clips of the needle suite", () => {
  it("are those that have a question of the kinds that are asked", () => {
    const asked = needleClips({ ...SUITE, tasks: ["ordering"] });
    const having = CLIPS.filter(
      ({ spec: { needles } }) => needles.length > 1 && needles.length < CROWD,
    );
    expect(asked.map(({ index }) => index)).toEqual(having.map(({ index }) => index));
    for (const { index, questions } of asked)
      expect(questions).toEqual(CLIPS[index]!.questions.filter(({ task }) => task === "ordering"));
  });

  it("are the same each time and grow by appending", () => {
    expect(needleClips({ ...SUITE, clips: 20 })).toEqual(CLIPS.slice(0, 20));
  });

  it("hold every length with every number of things in 32", () => {
    const pairs = CLIPS.slice(0, 32).map(
      ({ seconds, spec, questions }) =>
        `${seconds} ${spec.needles.length} ${questions[0]?.chunks.length}`,
    );
    expect(new Set(pairs).size).toBe(20); // 4 lengths × (one, two, two in one chunk, three, six)
    for (const count of [1, 2, 3, CROWD]) {
      const withCount = CLIPS.slice(0, 32).filter(({ spec }) => spec.needles.length === count);
      expect(withCount).toHaveLength(8);
    }
  });

  it("are asked about in four different wordings, with the world's answers", () => {
    for (const { spec, questions } of CLIPS) {
      for (const { tries } of questions) {
        const plain = tries.map((text) => text.toLowerCase().replace(/please: |[?. ]/g, ""));
        expect(new Set(plain).size).toBe(4);
      }
      if (spec.needles.length === CROWD) continue;
      const numbers = ["None.", "One.", "Two.", "Three."];
      const count = questions.find(({ kind }) => kind === "count");
      expect(count?.answer).toBe(numbers[spec.needles.length]);
      const ordered = questions.find(({ task }) => task === "ordering")?.answer.toLowerCase() ?? "";
      if (spec.needles.length === 1) continue;
      const places = spec.needles.map(({ color, shape }) => ordered.indexOf(`${color} ${shape}`));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
  });

  it("are asked about one of many things by its colour, each time another", () => {
    const crowded = CLIPS.filter(({ spec }) => spec.needles.length === CROWD);
    expect(crowded).toHaveLength(50);
    for (const { spec, questions } of crowded) {
      const named = questions.filter(({ task }) => task === "named");
      const things = named.map(({ kind, answer, tries, chunks }) => {
        const thing = spec.needles.find(({ color }) =>
          tries.every((text) => text.toLowerCase().includes(`the ${color} `)),
        );
        expect(thing).toBeDefined();
        if (thing === undefined) return null;
        expect(chunks).toEqual([Math.floor((thing.from * spec.frames + 0.5) / 8)]);
        expect(kind === "named-shape" && tries.join().includes(thing.shape)).toBe(false);
        expect(answer).toMatch(
          kind === "named-shape" ? `A ${thing.shape}.` : /^(At|On|In) the [a-z ]+\.$/,
        );
        return thing;
      });
      expect(new Set(things).size).toBe(3);
    }
  });

  it("have a background of its own in each scene, about one a minute", () => {
    for (const { spec, seconds } of CLIPS) {
      const names = spec.scenes.map(({ background }) => background);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBe({ 60: 2, 120: 3, 240: 5, 600: 6 }[seconds]);
      expect(spec.scenes[0]?.from).toBe(0);
      expect(spec.scenes.at(-1)?.to).toBe(1);
    }
  });

  it.each([39_999, 999_990])("never mix seeds of two uses, from %i", (seed) => {
    expect(() => needleClips({ ...SUITE, clips: 20, seed })).toThrow(UsageError);
  });

  it.each([
    [33, 16],
    [64, 8], // 32 moments, each on a border of two frames
  ])("are refused where nothing can hide: %i s, chunks of %i", (length, chunk) => {
    const suite = { ...SUITE, seconds: [length], chunkFrames: chunk };
    expect(() => needleClips(suite)).toThrow(UsageError);
  });
});

describe("the clips that training draws", () => {
  // Long clips share the world's figures: what is trained on must not change with them.
  it("are what they were", () => {
    const { main, needles, scenes, noise } = sampleClip(1_000_000, { frames: 16 });
    expect({ main, needles: needles.length, scenes: scenes.length, noise }).toMatchInlineSnapshot(`
      {
        "main": {
          "color": "green",
          "end": {
            "x": 0.5188412355996568,
            "y": 0.29032938096059685,
          },
          "motion": "still",
          "rgb": [
            35.28105651400983,
            187.72454646788538,
            54.09614975005388,
          ],
          "shape": "triangle",
          "size": 0.4457680815099699,
          "start": {
            "x": 0.5188412355996568,
            "y": 0.29032938096059685,
          },
        },
        "needles": 2,
        "noise": 3.803197002504021,
        "scenes": 2,
      }
    `);
  });
});
