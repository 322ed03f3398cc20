// The lab as a script sees it: exit codes, and what stands on which stream, in three processes of its own; what its verbs say is
// asked of them in this process.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { runLab } from "../../../tools/lab/cli/run.ts";
import type { VerbContext } from "../../../tools/lab/cli/verb.ts";
import { qualityReference } from "../../reference/quality.ts";
import { type OpenedLab, openedLab } from "./opened-lab.ts";
import { parseNpy } from "../../support/npy.ts";

const SILENT: VerbContext = {
  note: () => undefined,
  track: (lab) => lab,
  markFailed: () => undefined,
};

const SLOW = 300_000;

let folder = "";
/** One browser for all that asks a model. */
let opened: OpenedLab;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lab-cli-"));
  writeFileSync(join(folder, "empty.npy"), "");
  writeFileSync(join(folder, "clip.mp4"), "this is text");
  vi.stubEnv("INIT_CWD", folder);
  opened = await openedLab("wasm");
}, SLOW);
afterAll(async () => {
  await opened.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Runs a command in this process. */
const inside = (...args: readonly string[]): Promise<string> =>
  runLab(args, { ...SILENT, open: opened.open });

/** Runs a command in a process of its own. */
function lab(...args: readonly string[]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "tools/lab/main.ts", ...args],
    { encoding: "utf8", timeout: 300_000, env: { ...process.env, INIT_CWD: folder } },
  );
  return { status, stdout, stderr };
}

describe("the lab's command line", { timeout: SLOW }, () => {
  it("ends with 2 and a sentence for wrong usage", () => {
    const { status, stdout, stderr } = lab("ask", "clip.mp4", "--question", "?", "--frames", "65");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: --frames is "65"; it must be a whole number from 1 to 64\./);
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["no verb", [], /A verb is missing: one of ask, score, eval, bench/],
    ["an unknown verb", ["sing"], /"sing" is not a verb/],
    ["a verb that every object has", ["toString"], /"toString" is not a verb/],
    ["an unknown flag", ["ask", "clip.mp4", "--colour", "red"], /--colour/],
    ["no question", ["ask", "clip.mp4"], /The question is missing/],
    ["no video", ["ask", "--question", "What?"], /The video is missing/],
    ["two videos", ["ask", "a.mp4", "b.mp4", "--question", "?"], /"b\.mp4" is too many/],
    ["0 frames", ["ask", "clip.mp4", "--question", "?", "--frames", "0"], /from 1 to 64/],
    ["retention 0", ["score", "empty.npy", "--retention", "0"], /--retention is "0"/],
    ["retention 101", ["ask", "clip.mp4", "--question", "?", "--retention", "101"], /"101"/],
    ["retention NaN", ["score", "empty.npy", "--retention", "NaN"], /--retention is "NaN"/],
    ["no features", ["score", "--retention", "0.5"], /The features are missing/],
    [
      "a suite that is not there",
      ["eval", "films"],
      /there are "lab eval clips", "lab eval clips-hard", "lab eval needle"/,
    ],
    ["too few repeats", ["bench", "--repeats", "2"], /--repeats is "2"/],
  ])("refuses %s", async (_, args, sentence) => {
    const refused = runLab(args, SILENT);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it("ends with 1 and a sentence for a file that is not there", () => {
    const missing = lab("ask", "nowhere.mp4", "--question", "What?", "--json");
    expect(missing).toMatchObject({ status: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^error: There is no file "nowhere\.mp4"\. Check the path\.$/m);
  });

  it("refuses a file of features that is empty", async () => {
    const empty = inside("score", "empty.npy", "--retention", "0.5", "--json");
    await expect(empty).rejects.toThrow(/empty\.npy is empty/);
  });

  it("helps", async () => {
    expect(await inside("--help")).toMatch(/^Usage: npm run -s lab/);
  });

  it.each(["ask", "score", "eval", "bench"])("helps with %s", async (verb) => {
    expect(await inside(verb, "--help")).toMatch(/^Usage: npm run/);
  });

  it("prints one JSON document of picks, equal to the authors' own", () => {
    const golden = join(process.cwd(), "test/golden/vidcom2-released-code");
    const cases = JSON.parse(readFileSync(`${golden}/expected.json`, "utf8")) as {
      features: string;
      byRetention: Record<string, { kept: number[][] }>;
    }[];
    const wanted = cases.find(({ features }) => features === "cuts-8x49x64.npy")!;
    const path = `${golden}/${wanted.features}`;
    const args = ["--variant", "released", "--retention", "0.25", "--json"];
    const { data: features } = parseNpy(new Uint8Array(readFileSync(path)).buffer);
    const { status, stdout, stderr } = lab("score", path, ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
    const got = JSON.parse(stdout) as {
      frames: { uniqueness: number; retention: number; kept: number[] }[];
      kept: number;
      total: number;
      quality: { coverage: number; reconstructionError: number; effectiveDimension: number };
    };
    const kept = wanted.byRetention["0.25"]!.kept;
    expect(got.frames.map((frame) => frame.kept)).toEqual(kept);
    expect(got).toMatchObject({ kept: kept.flat().length, total: 8 * 49 });
    expect(Object.keys(got.frames[0]!)).toEqual(["uniqueness", "retention", "kept"]);
    const rows = kept.flatMap((places, t) => places.map((n) => 49 * t + n));
    const keptRows = rows.flatMap((row) => [...features.subarray(64 * row, 64 * (row + 1))]);
    const want = qualityReference(features, keptRows, 64);
    expect(got.quality.coverage).toBeCloseTo(want.coverage, 5);
    expect(got.quality.reconstructionError).toBeCloseTo(want.error, 5);
    expect(got.quality.effectiveDimension).toBeCloseTo(want.dimension, 3);
  });

  it("passes on the engine's refusal of a file that is no video", async () => {
    const refused = inside("ask", "clip.mp4", "--question", "What?", "--json");
    await expect(refused).rejects.toThrow(/clip\.mp4/);
  });

  interface NeedleArm {
    readonly name: string;
    readonly accuracy: number;
    readonly cacheTokens: number;
    readonly recallAtK: number | null;
  }

  const evalNeedle = async (
    options: string,
  ): Promise<{ arms: NeedleArm[]; controls: NeedleArm[] }> => {
    const args = ["eval", "needle", ...options.split(" "), "--runtime", "wasm", "--json"];
    const { arms, controls } = JSON.parse(await inside(...args)) as {
      arms: NeedleArm[];
      controls: { arms: NeedleArm[] };
    };
    return { arms, controls: controls.arms };
  };

  it("draws the frames with their scores as a figure", async () => {
    const clip = resolve("public/samples/calm.webm");
    const figure = join(folder, "figure.svg");
    await inside("ask", clip, "--question", "?", "--frames", "4", "--figure", figure);
    const svg = readFileSync(figure, "utf8");
    expect(svg).toMatch(/<title>Bars: novelty from .*: calm\.webm<\/title>/);
    expect(svg.match(/<image [^>]*href="data:image\/jpeg;base64,/g)).toHaveLength(4);
  });

  it("draws a long clip, reads it and asks about what appears in it", async () => {
    const { arms, controls } = await evalNeedle(
      "--clips 1 --seconds 36 --seed 30000 --tries 1 --chunk-frames 12 --chunks 0 --arms full,uniform,x2l,text-only",
    );
    // One thing for a second: seen in all frames, missed in 32 of them, not guessed from the words.
    expect(arms).toMatchObject([
      { name: "full", accuracy: 1, cacheTokens: 36 * 36, recallAtK: null },
      { name: "uniform", accuracy: 0, cacheTokens: 32 * 36 },
      // First and last of three chunks in detail, the one with the needle compact.
      { name: "x2l", cacheTokens: 2 * 216 + 27, recallAtK: 0 },
    ]);
    expect(controls).toMatchObject([{ name: "text-only", accuracy: 0 }]);
  });

  it("asks the same in Node, without a browser", () => {
    const options =
      "--clips 1 --seconds 36 --seed 30000 --tries 1 --chunk-frames 12 --chunks 0 --tasks retrieval --arms full,x2l --node --json";
    const { status, stdout, stderr } = lab("eval", "needle", ...options.split(" "));
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
    expect(JSON.parse(stdout)).toMatchObject({
      adapter: expect.stringMatching(/^Node/),
      runtime: "wasm",
      arms: [
        { name: "full", n: 1, accuracy: 1, cacheTokens: 36 * 36 },
        { name: "x2l", n: 1, cacheTokens: 2 * 216 + 27, recallAtK: 0 },
      ],
    });
  });

  it("answers more from the chunks that hold the answer than from others", async () => {
    const { arms } = await evalNeedle(
      "--clips 1 --seconds 60 --seed 30002 --tries 1 --passing 2 --chunks 1 --compact-share 0.004 --arms x2l,x2l-oracle,x2l-anti",
    );
    const [x2l, oracle, anti] = arms;
    expect(oracle).toMatchObject({ name: "x2l-oracle", recallAtK: expect.closeTo(1, 0) });
    expect(anti).toMatchObject({ name: "x2l-anti", recallAtK: 0 });
    expect(oracle!.accuracy).toBeGreaterThan(anti!.accuracy);
    expect(x2l!.accuracy).toBeGreaterThanOrEqual(anti!.accuracy);
  });
});
