import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { encodeSettings, readEncodes } from "../../../tools/lab/cli/encode-options.ts";
import { distinctRequests, requestKey } from "../../../src/evaluation/arms.ts";
import { readArms } from "../../../tools/lab/suites/core/read-arms.ts";
import {
  compareEncodes,
  compareMethods,
  comparePositions,
} from "../../../src/evaluation/compare-arms.ts";
import { reportMarkdown } from "../../../tools/lab/suites/clips/report.ts";
import { suiteClips } from "../../../tools/lab/suites/clips/suite.ts";
import { clipRecord } from "../../../tools/lab/suites/clips/record.ts";
import { type RequestRecord, scoreOf, tally } from "../../../src/evaluation/tally-arms.ts";
import { openLog } from "../../../tools/lab/suites/core/log.ts";
import { clipQuestions, sampleClip } from "../../../tools/world/index.ts";

describe("the arms of an evaluation", () => {
  it("are methods × retentions, random once a seed", () => {
    const arms = readArms("vidcom2:cosine,uniform,random:0..2", "1,0.25");
    expect(
      arms.map(({ method, retention, requests }) => [method, retention, requests.length]),
    ).toEqual([
      ["vidcom2:cosine", 1, 1],
      ["vidcom2:cosine", 0.25, 1],
      ["uniform", 1, 1],
      ["uniform", 0.25, 1],
      ["random:0..2", 1, 3],
      ["random:0..2", 0.25, 3],
    ]);
    expect(arms[5]?.requests[2]).toEqual({ method: "random", retention: 0.25, seed: 2 });
  });

  it("take each kind of positions in turn, but for all tokens", () => {
    const arms = readArms("uniform,random:1", "1,0.25", "original,compact");
    expect(distinctRequests(arms).map(requestKey)).toEqual([
      "all",
      "uniform 0.25 original",
      "uniform 0.25 compact",
      "random:1 0.25 original",
      "random:1 0.25 compact",
    ]);
    expect(arms.map(({ positions }) => positions)).toEqual([
      null,
      "original",
      "compact",
      null,
      "original",
      "compact",
    ]);
    expect(() => readArms("uniform", "1", "middle")).toThrow(UsageError);
    expect(() => readArms("uniform", "1", "compact,compact")).toThrow(UsageError);
  });

  it("take the frame budget of another method, shuffled ones once a seed", () => {
    const arms = readArms(
      "fastv,fastv@own,fastv@cover,uniform@shuffled:1..2,random:4@shuffled",
      "0.5",
    );
    expect(distinctRequests(arms).map(requestKey)).toEqual([
      "fastv 0.5",
      "fastv@cover 0.5",
      "uniform@shuffled:1 0.5",
      "uniform@shuffled:2 0.5",
      "random:4@shuffled 0.5",
    ]);
    expect(arms[3]?.requests[1]).toEqual({
      method: "uniform",
      retention: 0.5,
      budget: "shuffled",
      seed: 2,
    });
  });

  it("share one run at retention 1, and the default preset with its name", () => {
    const arms = readArms("vidcom2,vidcom2:framewise,uniform,random:0..2", "1,0.5");
    expect(distinctRequests(arms).map(requestKey)).toEqual([
      "all",
      "vidcom2:framewise 0.5",
      "uniform 0.5",
      "random:0 0.5",
      "random:1 0.5",
      "random:2 0.5",
    ]);
  });

  it.each([
    ["best", "1"],
    ["vidcom2:best", "1"],
    ["uniform:1", "1"],
    ["random:2..1", "1"],
    ["random:x", "1"],
    ["fastv@best", "1"],
    ["fastv@", "1"],
    ["fastv@even:1", "1"],
    ["fastv@shuffled:x", "1"],
    ["fastv@shuffled:2..1", "1"],
    ["", "1"],
    ["uniform", "0"],
    ["uniform", "1,NaN"],
    ["uniform", ""],
    ["uniform,uniform", "1"],
    ["uniform", "0.5,0.50"],
  ])("refuse %j at %j", (methods, retentions) => {
    expect(() => readArms(methods, retentions)).toThrow(UsageError);
  });
});

describe("the clips of an evaluation", () => {
  it("are the same each time, never repeat, and grow by appending", () => {
    const clips = suiteClips(30, 10_000);
    expect(suiteClips(30, 10_000)).toEqual(clips);
    expect(suiteClips(12, 10_000)).toEqual(clips.slice(0, 12));
    expect(new Set(clips.map(({ seed }) => seed)).size).toBe(30);
  });

  it("ask at least 100 questions of each type with 400 clips", () => {
    const counts = new Map<string, number>();
    for (const { seed, ticks } of suiteClips(400, 10_000)) {
      for (const { type } of clipQuestions(sampleClip(seed, { frames: ticks }))) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(14);
    for (const [type, count] of counts) expect([type, count >= 100]).toEqual([type, true]);
  });

  it("never come from the seeds of training", () => {
    expect(() => suiteClips(50, 999_990)).toThrow(/held-out clips lie below 1000000/);
  });
});

const ARMS = readArms("uniform,random:0..1", "0.5");
const KEYS = distinctRequests(ARMS).map(requestKey);
const answer = (
  type: string,
  got: string,
): { type: string; question: string; wanted: string; got: string } => ({
  type,
  question: "?",
  wanted: "Red.",
  got,
});
const RECORD = clipRecord(0, KEYS, {
  patches: null,
  arms: [
    { tokens: { total: 8, kept: 4 }, answers: [answer("color", "Red."), answer("count", "Red.")] },
    { tokens: { total: 8, kept: 4 }, answers: [answer("color", "red"), answer("count", "Red.")] },
    { tokens: { total: 8, kept: 3 }, answers: [answer("color", "Red. "), answer("count", "")] },
  ],
});

describe("the results of an evaluation", () => {
  it("count exact answers by type, seeds together", () => {
    const [uniform, random] = tally(ARMS, [RECORD]);
    expect(uniform).toEqual({
      method: "uniform",
      retention: 0.5,
      positions: null,
      encode: "all",
      patches: null,
      tokens: { total: 8, kept: 4 },
      byType: { color: { right: 1, n: 1 }, count: { right: 1, n: 1 } },
      right: 2,
      n: 2,
    });
    expect(random).toMatchObject({
      tokens: { total: 8, kept: 3.5 },
      byType: { color: { right: 0, n: 2 }, count: { right: 1, n: 2 } },
      right: 1,
      n: 4,
      seeds: [0.5, 0],
    });
  });

  it("become a table with its command", () => {
    const text = reportMarkdown({
      model: "m",
      world: "plain",
      adapter: "a",
      runtime: "wasm",
      clips: 1,
      seed: 1,
      frames: null,
      command: "npm run -s lab -- eval clips",
      arms: tally(ARMS, [RECORD]),
      byPositions: [],
      byMethod: compareMethods(ARMS, [RECORD]),
      byEncode: [],
    });
    expect(text).toContain("| uniform | 50 % | – | 4 / 8 | 100.0 | 100.0 | **100.0** |");
    expect(text).toContain("| random:0..1 | 50 % | – | 4 / 8 | 0.0 | 50.0 | **25.0** ± 25.0 |");
    expect(text).toContain("Questions of each type: color 1, count 1.");
    expect(text).toContain("npm run -s lab -- eval clips");
    // Each of the two questions counts once for each seed of the other.
    expect(text).toContain("## `uniform` against the other methods");
    expect(text).toContain(
      "| random:0..1 | 50 % | – | all | 4 | +75.0 [+75.0, +75.0] | 3 : 0 | 0.2500 |",
    );
  });
});

describe("an evaluation of several methods and retentions", () => {
  it("has one row a method over all questions, both positions in one cell", () => {
    const arms = readArms("cover,uniform", "1,0.5", "original,compact");
    const keys = distinctRequests(arms).map(requestKey);
    const run = (...got: readonly string[]) => ({
      tokens: { total: 8, kept: 4 },
      answers: got.map((one) => answer("color", one)),
    });
    const clips = [
      clipRecord(0, keys, {
        patches: null,
        arms: [
          run("Red.", "Red."),
          run("Red.", "Red."),
          run("Red.", "Blue."),
          run("Blue.", "Blue."),
          { tokens: { total: 0, kept: 0 }, answers: [] },
        ],
      }),
    ];
    const text = reportMarkdown({
      model: "m",
      world: "plain",
      adapter: "a",
      runtime: "wasm",
      clips: 1,
      seed: 1,
      frames: null,
      command: "",
      arms: tally(arms, clips),
      byPositions: [],
      byMethod: [],
      byEncode: [],
    });
    expect(text).toContain(
      "All questions, by share of tokens kept; positions original / compact:\n\n" +
        "| method | 100 % | 50 % |\n| --- | ---: | ---: |\n" +
        "| cover | 100.0 | 100.0 / 50.0 |\n| uniform | 100.0 | 0.0 / – |",
    );
  });
});

describe("a method that cannot keep so few tokens of a clip", () => {
  it("has no answers there, and is not compared there", () => {
    const arms = readArms("uniform,dycoke", "0.1");
    const keys = distinctRequests(arms).map(requestKey);
    const right = { tokens: { total: 8, kept: 1 }, answers: [answer("color", "Red.")] };
    const clips = [
      clipRecord(0, keys, {
        patches: null,
        arms: [right, { tokens: { total: 0, kept: 0 }, answers: [] }],
      }),
      clipRecord(1, keys, { patches: null, arms: [right, right] }),
    ];
    expect(tally(arms, clips).map(({ n, tokens }) => [n, tokens.total])).toEqual([
      [2, 16],
      [1, 8],
    ]);
    expect(compareMethods(arms, clips).map(({ type, n }) => [type, n])).toEqual([
      ["all", 1],
      ["color", 1],
    ]);
    expect(compareMethods(arms, clips.slice(0, 1))).toEqual([]);
  });
});

describe("original positions against compact ones", () => {
  const arms = readArms("uniform", "1,0.5", "original,compact");
  const record = (right: readonly boolean[]): RequestRecord => ({
    total: 8,
    kept: 4,
    answers: right.map((isRight, i) => [i === 0 ? "color" : "count", isRight] as const),
  });
  const byRequest = {
    "uniform 0.5 original": record([true, true, false]),
    "uniform 0.5 compact": record([false, true, true]),
  };
  const clips = Array.from({ length: 6 }, (_, index) => ({ index, byRequest }));

  it("are compared question by question", () => {
    const all = comparePositions(arms, clips);
    expect(all.map(({ type, n }) => [type, n])).toEqual([
      ["all", 18],
      ["color", 6],
      ["count", 12],
    ]);
    expect(all[0]).toMatchObject({ onlyOne: 6, onlyOther: 6, p: 1 });
    expect(all[1]).toMatchObject({ onlyOne: 6, onlyOther: 0 });
    expect(all[1]?.p).toBeCloseTo(2 / 2 ** 6, 12);
    expect(all[1]?.points).toEqual({ mean: 100, low: 100, high: 100 });
    expect(all[2]?.points.mean).toBe(-50);
  });

  it("are written with the types that lose", () => {
    const text = reportMarkdown({
      model: "m",
      world: "plain",
      adapter: "a",
      runtime: "wasm",
      clips: 6,
      seed: 1,
      frames: null,
      command: "",
      arms: tally(arms, clips),
      byPositions: comparePositions(arms, clips),
      byMethod: [],
      byEncode: [],
    });
    expect(text).toContain("| uniform | 50 % | all | 18 | +0.0 [+0.0, +0.0] | 6 : 6 | 1.0000 |");
    expect(text).toContain(
      "| uniform | 50 % | count | 12 | −50.0 [−50.0, −50.0] | 0 : 6 | 0.0313 |",
    );
    expect(text).not.toContain("| color |  ");
  });
});

describe("the log of an evaluation", () => {
  const head = { model: "m", runtime: "wasm", seed: 1, frames: null };
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eval-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("goes on after a run that was killed in the middle of a line", () => {
    const path = join(folder, "out.jsonl");
    const first = openLog<RequestRecord>(path, head);
    first.setMachine("soft", "wasm");
    first.add(RECORD);
    writeFileSync(path, `${readFileSync(path, "utf8")}{"index":1,"byReq`);
    const second = openLog<RequestRecord>(path, head);
    expect(second.adapter).toBe("soft");
    expect(second.has(0, KEYS)).toBe(true);
    expect(second.has(1, KEYS)).toBe(false);
    second.add({ ...RECORD, index: 1 });
    expect(scoreOf(openLog<RequestRecord>(path, head).results())).toEqual({ right: 6, n: 12 });
  });

  it("asks only what is missing when methods are added", () => {
    const log = openLog<RequestRecord>(join(folder, "out.jsonl"), head);
    log.add(RECORD);
    expect(log.has(0, [...KEYS, "vidcom2:cosine 0.5"])).toBe(false);
    log.add({ index: 0, byRequest: { "vidcom2:cosine 0.5": RECORD.byRequest["uniform 0.5"]! } });
    expect(log.has(0, [...KEYS, "vidcom2:cosine 0.5"])).toBe(true);
  });

  it("refuses a file of another run", () => {
    const path = join(folder, "out.jsonl");
    openLog<RequestRecord>(path, head);
    expect(() => openLog<RequestRecord>(path, { ...head, seed: 2 })).toThrow(
      expect.objectContaining({ code: "eval-log" }) as Error,
    );
  });
});

describe("encoding less against encoding all", () => {
  const encodes = readEncodes("all, still:0.1:8");
  const arms = readArms("uniform", "1,0.5", undefined, encodes);
  const record = (right: boolean, patches?: RequestRecord["patches"]): RequestRecord => ({
    total: 8,
    kept: 4,
    ...(patches && { patches }),
    answers: [["color", right]],
  });
  const clips = Array.from({ length: 4 }, (_, index) => ({
    index,
    byRequest: {
      all: record(true),
      "uniform 0.5": record(true),
      "still:0.1:8 all": record(true, { patches: 100, encoded: 30 }),
      "still:0.1:8 uniform 0.5": record(index > 0, { patches: 100, encoded: 30 }),
    },
  }));

  it("reads what is encoded", () => {
    expect(encodes.map(encodeSettings)).toEqual([
      { still: null, chosen: null },
      { still: { threshold: 0.1, refresh: 8 }, chosen: null },
    ]);
    for (const list of ["some", "still:0.1", "still:0.1:0", "still:-1:8", "all,all"]) {
      expect(() => readEncodes(list)).toThrow(UsageError);
    }
  });

  it("compares on the same questions, and says what share was encoded", () => {
    const byEncode = compareEncodes(arms, clips);
    expect(byEncode.filter(({ type }) => type === "all")).toMatchObject([
      { one: "all", other: "still:0.1:8", retention: 1, n: 4, onlyOne: 0, onlyOther: 0 },
      { one: "all", other: "still:0.1:8", retention: 0.5, n: 4, onlyOne: 1, onlyOther: 0 },
    ]);
    const text = reportMarkdown({
      model: "m",
      world: "plain",
      adapter: "a",
      runtime: "wasm",
      clips: 4,
      seed: 1,
      frames: null,
      command: "",
      arms: tally(arms, clips),
      byPositions: [],
      byMethod: [],
      byEncode,
    });
    expect(text).toContain(
      "| uniform | 50 % | – | still:0.1:8 | 30.0 % | 16 / 32 | 75.0 | **75.0** |",
    );
    expect(text).toContain("| uniform | 50 % | – | all | 100 % | 16 / 32 | 100.0 | **100.0** |");
    expect(text).toContain("| uniform, still:0.1:8 | 50 % | all | 4 | +25.0");
  });
});
