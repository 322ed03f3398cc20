// The samples of every benchmark, found in miniatures of its published layouts (tools/bench-data).

import { describe, expect, it } from "vitest";
import type { AppError } from "../../src/base/errors.ts";
import type { BenchmarkId, Sample } from "../../src/benchmarks/benchmark.ts";
import { BENCHMARK_IDS, BENCHMARKS, findSamples } from "../../src/benchmarks/catalogue.ts";
import { findVideo, pathWithin } from "../../src/benchmarks/folder.ts";
import { MINIATURES } from "../../tools/bench-data/miniatures.ts";
import { treeFolder } from "../../tools/bench-data/tree-folder.ts";
import { jsonFile, parquetFile, textFile, type Tree } from "../../tools/bench-data/tree.ts";

const find = (id: BenchmarkId, tree: Tree) => findSamples(BENCHMARKS[id], treeFolder("data", tree));

const made = {
  mvbench: MINIATURES.mvbench.sources(),
  videomme: MINIATURES.videomme.parquet(),
  mlvu: MINIATURES.mlvu.table(),
  longvideobench: MINIATURES.longvideobench.json(),
  vnbench: MINIATURES.vnbench.json(),
  nextqa: MINIATURES.nextqa.parquet(),
  egoschema: MINIATURES.egoschema.lines(),
};

const byId = (samples: readonly Sample[], id: string): Sample => {
  const found = samples.find((sample) => sample.id === id);
  if (found === undefined) throw new Error(`no sample ${id}`);
  return found;
};

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => {
      throw new Error("nothing failed");
    },
    (thrown: unknown) => thrown as AppError,
  );
}

describe("the samples of a folder", () => {
  it.each(BENCHMARK_IDS)("of %s have names of their own, options and a right one", async (id) => {
    const { samples } = await find(id, made[id]);
    expect(samples.length).toBeGreaterThan(1);
    expect(new Set(samples.map((sample) => sample.id)).size).toBe(samples.length);
    for (const { options, answer, question } of samples) {
      expect(question).not.toBe("");
      expect(options[answer]).toBeDefined();
    }
    expect(samples.some(({ video }) => video !== null)).toBe(true);
  });

  it("of MVBench have bounds in whole videos, none in cut ones, and pictures in folders", async () => {
    const { samples, remarks } = await find("mvbench", made.mvbench);
    expect(new Set(samples.map(({ task }) => task)).size).toBe(20);
    const whole = byId(samples, "action_sequence 0");
    expect(whole.video).toMatch(/^star\/Charades_v1_480\/one-glimpse\.mp4$/);
    expect(whole.range).toEqual({ fromSec: 1, toSec: 5 });
    const cut = byId(samples, "action_localization 0");
    expect(cut.video).toBe("sta/sta_video_segment/one-glimpse_1.0_5.0.mp4");
    expect(cut.range).toBeUndefined();
    const pictures = byId(samples, "episodic_reasoning 0");
    expect(pictures).toMatchObject({ picturesPerSec: 3, range: { fromSec: 2.5, toSec: 6.5 } });
    expect(byId(samples, "moving_count 2")).toMatchObject({
      video: null,
      wanted: "clevrer/video_validation/video_00000_missing.mp4",
    });
    expect(remarks).toEqual([
      "1 record is left out: their answer is none of their options (state_change).",
    ]);
  });

  it("of Video-MME are found under every ending, with the subtitles that there are", async () => {
    const { samples } = await find("videomme", made.videomme);
    expect(samples.map(({ video }) => video)).toEqual([
      ...Array.from({ length: 3 }, () => "data/-drawn_0.mp4"),
      ...Array.from({ length: 3 }, () => "data/-drawn_1.mkv"),
      ...Array.from({ length: 3 }, () => null),
    ]);
    expect(byId(samples, "001-1")).toMatchObject({
      subtitles: "subtitle/-drawn_0.srt",
      groups: { duration: "short", domain: "Knowledge" },
    });
    expect(byId(samples, "002-1").subtitles).toBeUndefined();
  });

  it("of MLVU are the same in one table and in a file a task, where names repeat", async () => {
    const table = await find("mlvu", made.mlvu);
    expect(table.samples.map(({ video }) => video)).toEqual([
      "plotQA_0.mp4",
      "needle_1.mp4",
      "ego_2.mp4",
      "count_3.mp4",
      "order_4.mp4",
      "anomaly_reco_5.mp4",
      "topic_reasoning_6.mp4",
    ]);
    const files = await find("mlvu", MINIATURES.mlvu.files());
    expect(files.samples.map(({ task, video }) => [task, video])).toEqual([
      ["plotQA", "video/1_plotQA/1.mp4"],
      ["plotQA", "video/1_plotQA/1.mp4"],
      ["needle", "video/2_needle/1.mp4"],
      ["needle", "video/2_needle/1.mp4"],
    ]);
    const [first] = files.samples;
    expect(first?.options.length).toBe(5);
    expect(first?.question).toMatch(/\n\(A\) .*\n\(B\) .*\n\(C\) .*\n\(D\) .*\n\(E\) /s);
  });

  it("of LongVideoBench are the same as JSON and as Parquet, whose options are padded", async () => {
    const json = await find("longvideobench", made.longvideobench);
    const parquet = await find("longvideobench", MINIATURES.longvideobench.parquet());
    expect(parquet.samples).toEqual(json.samples);
    expect(json.samples.map(({ options }) => options.length)).toEqual([3, 3, 4, 4, 5, 5]);
    expect(json.samples.at(-1)?.id).toBe("drawn_2_0#2");
    expect(json.remarks).toEqual(["1 record has the id of another; a number was added."]);
  });

  it("of VNBench belong together by four", async () => {
    const { samples } = await find("vnbench", made.vnbench);
    expect(new Set(samples.map(({ together }) => together)).size).toBe(samples.length / 4);
    expect(new Set(samples.map(({ answer }) => answer)).size).toBe(4);
  });

  it("of EgoSchema's full set are left out, because their answers are not published", async () => {
    const { samples, remarks } = await find("egoschema", made.egoschema);
    expect(samples.length).toBe(2);
    expect(remarks).toEqual(["1 record is left out: their answer is not published."]);
  });

  it("are read from what `datasets` exports too: JSON lines that are called .json", async () => {
    const lines = made.egoschema.get("Subset/test.jsonl") ?? new Uint8Array();
    const tree = new Map([...made.egoschema, ["Subset/test.json", lines] as const]);
    tree.delete("Subset/test.jsonl");
    expect((await find("egoschema", tree)).samples.length).toBe(2);
  });
});

describe("a folder that does not fit", () => {
  it.each(BENCHMARK_IDS)("of %s is named when another benchmark is asked for", async (id) => {
    const other: BenchmarkId = id === "mvbench" ? "videomme" : "mvbench";
    const { code, message } = await failureOf(find(other, made[id]));
    expect(code).toBe("bench-folder");
    expect(message).toContain(
      `is a folder of ${BENCHMARKS[id].name}, not of ${BENCHMARKS[other].name}`,
    );
  });

  it("has nothing of any benchmark", async () => {
    const tree = new Map([["notes.json", jsonFile([{ a: 1 }])]]);
    const { code, hint } = await failureOf(find("mlvu", tree));
    expect(code).toBe("bench-folder");
    expect(hint).toContain("data/test-00000-of-00001.parquet");
  });

  it("has questions and no videos", async () => {
    const annotation = made.vnbench.get("VNBench-main-4try.json") ?? new Uint8Array();
    const { code, message } = await failureOf(
      find("vnbench", new Map([["VNBench-main-4try.json", annotation]])),
    );
    expect(code).toBe("bench-videos");
    expect(message).toContain("VNBench/3261110_ret_edit.mp4, for example, is missing");
  });

  it.each<readonly [string, BenchmarkId, string, Uint8Array, RegExp]>([
    [
      "half a JSON file",
      "longvideobench",
      "lvb_val.json",
      textFile('[{"id": "a", '),
      /lvb_val\.json is not JSON/,
    ],
    [
      "a broken line",
      "egoschema",
      "Subset/a.jsonl",
      textFile('{"a": 1}\n{"b": \n{"c": 1}\n'),
      /Line 2 of 3/,
    ],
    [
      "half a Parquet file",
      "nextqa",
      "MC/a.parquet",
      parquetFile([{ a: "b" }]).slice(0, 30),
      /not a whole Parquet/,
    ],
    [
      "a list of numbers",
      "mvbench",
      "json/action_count.json",
      jsonFile([1, 2]),
      /record 1 is 1, not an object/,
    ],
    [
      "a wrong field",
      "mvbench",
      "json/action_count.json",
      jsonFile([{ video: "a", candidates: "b" }]),
      /"candidates" is "b", wanted a list of texts/,
    ],
  ])("is told by its file: %s", async (_, id, path, bytes, words) => {
    const { code, message } = await failureOf(find(id, new Map([[path, bytes]])));
    expect(code).toBe("bench-records");
    expect(message).toMatch(words);
  });
});

describe("hostile files", () => {
  const prompt = (...args: Parameters<typeof BENCHMARKS.longvideobench.prompt>): string =>
    BENCHMARKS.longvideobench.prompt(...args);
  const sample = async (): Promise<Sample> => {
    const { samples } = await find("longvideobench", made.longvideobench);
    return byId(samples, "drawn_1_0");
  };
  const seen = { timesSec: [0, 1, 2], durationSec: 3, framesPerSec: 1 };

  it("with a record that is nested deep are refused", async () => {
    const deep = `[{"video": "a", "candidates": ${"[".repeat(5_000)}${"]".repeat(5_000)}}]`;
    const tree = new Map([["json/action_count.json", textFile(deep)]]);
    expect((await failureOf(find("mvbench", tree))).message).toContain("nested so deep");
  });

  it("with a subtitle at an endless time end the line with the frames", async () => {
    const subtitles = '[{"timestamp": [1e999, 1e999], "text": "never"}]';
    const text = prompt(await sample(), "2026", { ...seen, subtitles });
    expect(text.split("\n").slice(0, 3)).toEqual(["(frame 1)", "(frame 2)", "(frame 3)"]);
  });

  it("with subtitles in another form are refused", async () => {
    const one = await sample();
    for (const subtitles of ['{"a": 1}', "[1]", '[{"timestamp": {}, "text": "a"}]', "half a "])
      expect(() => prompt(one, "2026", { ...seen, subtitles })).toThrow(/subtitle/);
  });

  it("with damaged pages of Parquet are refused, and nothing fails unheard", async () => {
    const whole = made.nextqa.get("MC/test-00000-of-00001.parquet") ?? new Uint8Array();
    const codes = new Set<string>();
    const unheard: unknown[] = [];
    const hear = (thrown: unknown): void => void unheard.push(thrown);
    process.on("unhandledRejection", hear);
    for (let at = 4; at < 400; at += 9) {
      const bytes = whole.slice();
      bytes.fill(255, at, at + 6);
      const tree = new Map([...made.nextqa, ["MC/test-00000-of-00001.parquet", bytes] as const]);
      codes.add(
        await find("nextqa", tree).then(
          () => "read",
          ({ code }: AppError) => code,
        ),
      );
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
    for (const code of codes) expect(code).toMatch(/^(?:read|bench-[a-z]+)$/);
    expect(codes).toContain("bench-records");
  });
});

describe("a path of a record", () => {
  it("never leads out of the folder", async () => {
    expect(pathWithin("./VNBench/a.mp4")).toBe("VNBench/a.mp4");
    for (const path of ["../a.mp4", "/etc/passwd", "a/../../b", "C:\\a", "", "."])
      expect(pathWithin(path)).toBeNull();
    const tree = new Map([["a.mp4", new Uint8Array(1)]]);
    expect(await findVideo(treeFolder("x", tree), ["data"], "../a.mp4")).toBeNull();
  });
});
