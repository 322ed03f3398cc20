// Answers, prompts and means beside those of the reference implementations (test/golden/benchmarks/make_answers.py).

import { describe, expect, it } from "vitest";
import type { BenchmarkId, Judged, Protocol, Sample } from "../../src/benchmarks/benchmark.ts";
import { BENCHMARK_IDS, BENCHMARKS } from "../../src/benchmarks/catalogue.ts";
import { judge } from "../../src/benchmarks/judge.ts";
import { plainMean } from "../../src/benchmarks/means.ts";
import { spokenBetween } from "../../src/benchmarks/spoken-between.ts";
import golden from "../golden/benchmarks/answers.json";

const { answers, options } = golden;
const PROTOCOLS: readonly Protocol[] = ["2025", "2026"];
/** Those that lmms-eval has. */
const SHARED = BENCHMARK_IDS.filter((id) => id !== "vnbench");

const lettered = (texts: readonly string[]): string[] =>
  texts.map((text, at) => `${"ABCDE".charAt(at)}. ${text}`);

function sampleOf(part: Partial<Sample>): Sample {
  const [id, question] = ["one", "What?"];
  const names = { id, task: "all", groups: {}, together: id, video: "x.mp4", wanted: "x.mp4" };
  return { ...names, question, options: options.slice(0, 4), answer: 0, ...part };
}

/** As many options as the reference was given. */
const OPTIONS_OF: Readonly<Record<BenchmarkId, readonly string[]>> = {
  mvbench: options,
  videomme: options.slice(0, 4),
  mlvu: options.slice(0, 4),
  longvideobench: options.slice(0, 4),
  vnbench: options.slice(0, 4),
  nextqa: options,
  egoschema: lettered(options),
};

/** One mark an answer, as the golden has them: the letter, "-" for none, "?" for a guess. */
const marksOf = (id: BenchmarkId, protocol: Protocol): string[] =>
  answers.map((text) => {
    const sample = sampleOf({ options: OPTIONS_OF[id] });
    const { letter, isGuess } = BENCHMARKS[id].letterOf(text, sample, protocol);
    return isGuess ? "?" : (letter ?? "-");
  });

describe("an answer's letter", () => {
  it("is asked about at least 200 awkward answers", () => {
    expect(new Set(answers).size).toBeGreaterThan(200);
  });

  describe.each(PROTOCOLS)("by the protocol of %s", (protocol) => {
    it.each(SHARED)("is lmms-eval's for %s", (id) => {
      const wanted = golden.protocols[protocol].said[id];
      const marks = marksOf(id, protocol);
      const differing = answers.flatMap((text, at) =>
        marks[at] === wanted[at] ? [] : [{ text, is: marks[at], wanted: wanted[at] }],
      );
      expect(differing).toEqual([]);
    });

    it("is VideoNIAH's for VNBench", () => {
      expect(marksOf("vnbench", protocol).join("")).toBe(golden.vnbench);
    });
  });
});

describe("a prompt", () => {
  describe.each(PROTOCOLS)("of the protocol of %s", (protocol) => {
    const cases = golden.protocols[protocol].prompts;

    it.each(SHARED)("is lmms-eval's for %s", (id) => {
      for (const { question, options: few, asked } of cases) {
        const own = { videomme: lettered(few), egoschema: lettered(few), nextqa: options };
        const shown = own[id as keyof typeof own] ?? few;
        const text = BENCHMARKS[id].prompt(sampleOf({ question, options: shown }), protocol);
        expect(text).toBe(asked[id]);
      }
    });

    it("of Video-MME has the subtitles of the frames that are looked at", () => {
      const { srt, framesPerSec, frames, looked, asked, askedWithout } =
        golden.protocols[protocol].subtitled.videomme;
      const timesSec = Array.from(
        { length: looked },
        (_, at) => Math.floor((at * (frames - 1)) / (looked - 1)) / framesPerSec,
      );
      const seen = { timesSec, framesPerSec, durationSec: frames / framesPerSec };
      const sample = sampleOf({
        question: cases[0]?.question ?? "",
        options: ["A. one", "B. two"],
      });
      const shown = { ...seen, subtitles: srt };
      expect(BENCHMARKS.videomme.prompt(sample, protocol, shown)).toBe(asked);
      const without = { ...seen, subtitles: null };
      expect(BENCHMARKS.videomme.prompt(sample, protocol, without)).toBe(askedWithout);
    });

    it("of LongVideoBench has subtitles between its frames", () => {
      const { times, cues, interleaved } = golden.protocols[protocol].subtitled.longvideobench;
      cues.forEach((each, at) => {
        const line = spokenBetween(times[0] ?? [], JSON.stringify(each), {
          fromSec: 10,
          durationSec: 10,
        });
        expect(line.map((said) => said ?? "<image>").join("\n")).toBe(interleaved[at]);
      });
      const prompt = BENCHMARKS.longvideobench.prompt(
        sampleOf({ subtitlesFromSec: 10 }),
        protocol,
        {
          subtitles: JSON.stringify(cues[0]),
          timesSec: times[0] ?? [],
          durationSec: 10,
          framesPerSec: 1,
        },
      );
      expect(prompt.split("\n").slice(0, 3)).toEqual(["(frame 1)", "hello", "(frame 2)"]);
      expect(prompt).not.toContain("<image>");
    });
  });
});

describe("a mean", () => {
  const judgedOf = (rows: readonly (readonly [string, boolean])[]): Judged[] =>
    rows.map(([task, isRight], at) => ({
      sample: sampleOf({ id: `${at}`, together: `${at}`, task }),
      isRight,
      isAnswered: true,
    }));

  it.each(PROTOCOLS)("is the reference's under the protocol of %s", (protocol) => {
    const { rows, means } = golden.protocols[protocol].metrics;
    const meanOf = (id: BenchmarkId, judged: readonly Judged[]): number =>
      BENCHMARKS[id].mean(judged, protocol);
    for (const id of ["videomme", "longvideobench", "egoschema"] as const)
      expect(meanOf(id, judgedOf(rows[id] as [string, boolean][]))).toBeCloseTo(means[id], 2);
    // Every ninth answer is empty, and does not count.
    const answered = judgedOf(rows.mvbench as [string, boolean][]).map((one, at) =>
      at % 9 === 0 ? { ...one, isRight: false, isAnswered: false } : one,
    );
    expect(meanOf("mvbench", answered)).toBeCloseTo(means.mvbench, 9);
    const tries = (rows.vnbench as [string, string, boolean][]).map(([id, task, isRight]) => ({
      sample: sampleOf({ id, task, together: id.slice(0, -2) }),
      isRight,
      isAnswered: true,
    }));
    expect(meanOf("vnbench", tries)).toBeCloseTo(means.vnbench, 9);
  });

  it("of MLVU is that of its tasks; one without samples is a zero of theirs, and none of ours", () => {
    const { rows, means } = golden.protocols["2026"].metrics;
    const judged = judgedOf(rows.mlvu as [string, boolean][]);
    expect((BENCHMARKS.mlvu.mean(judged, "2026") * 6) / 7).toBeCloseTo(means.mlvu, 9);
    expect(BENCHMARKS.mlvu.mean(judged, "2025")).toBe(plainMean(judged));
  });

  it("of all is the share of right answers", () => {
    expect(
      plainMean(
        judgedOf([
          ["a", true],
          ["b", false],
          ["b", false],
          ["b", true],
        ]),
      ),
    ).toBe(50);
    expect(plainMean([])).toBeNaN();
  });
});

describe("a guess", () => {
  it("is drawn from the sample's options, the same for the same sample", () => {
    const letters = Array.from({ length: 60 }, (_, at) => {
      const sample = sampleOf({ id: `sample ${at}` });
      const first = judge(BENCHMARKS.longvideobench, sample, "no idea", "2026");
      expect(first.isGuess).toBe(true);
      expect(judge(BENCHMARKS.longvideobench, sample, "who knows", "2026").letter).toBe(
        first.letter,
      );
      return first.letter;
    });
    expect(new Set(letters)).toEqual(new Set(["A", "B", "C", "D"]));
  });
});
