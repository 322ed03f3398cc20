// Every benchmark from its miniature to its report, by the embedded model: in one go, and interrupted and resumed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BenchmarkId } from "../../../src/benchmarks/benchmark.ts";
import { MINIATURES } from "../../../tools/bench-data/miniatures.ts";
import { mvbenchTree } from "../../../tools/bench-data/mvbench.ts";
import { type Tree, writeTree } from "../../../tools/bench-data/tree.ts";
import type { Lab } from "../../../tools/lab/browser/lab.ts";
import { runLab } from "../../../tools/lab/cli/run.ts";
import type { VerbContext } from "../../../tools/lab/cli/verb.ts";
import { type OpenedLab, openedLab } from "./opened-lab.ts";
import type { BenchmarkArgs } from "../../../src/evaluation/ask-benchmark.ts";

const SLOW = 600_000;

let folder = "";
let opened: OpenedLab;

/** A run that reports to nobody, or to a test. */
const context = (note: VerbContext["note"] = () => undefined): VerbContext => ({
  note,
  track: (lab) => lab,
  markFailed: () => undefined,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bench-data-"));
  opened = await openedLab("wasm");
}, SLOW);
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(file(name), "utf8");

const argsOf = (name: string, more: readonly string[]): string[] =>
  `eval bench ${name} --data ${file(name)} --methods vidcom2,uniform --retentions 0.25 --frames 2 --runtime wasm`
    .split(" ")
    .concat(more);

const bench = (name: string, more: readonly string[], note?: VerbContext["note"]) =>
  runLab(argsOf(name, more), { ...context(note), open: opened.open });

const DEAD = "The headless browser is gone: it was closed.";

/** Of MVBench's twenty tasks one about parts of videos, one about pictures, and one whose videos are missing or broken. */
const SHORT: Readonly<Partial<Record<BenchmarkId, readonly string[]>>> = {
  mvbench: ["--tasks", "action_sequence,episodic_reasoning,moving_count"],
};

const TREES: readonly (readonly [BenchmarkId, () => Tree])[] = [
  ["mvbench", () => mvbenchTree({ isShort: true })],
  ["videomme", MINIATURES.videomme.parquet],
  ["mlvu", MINIATURES.mlvu.table],
  ["longvideobench", MINIATURES.longvideobench.json],
  ["vnbench", MINIATURES.vnbench.json],
  ["nextqa", MINIATURES.nextqa.parquet],
  ["egoschema", MINIATURES.egoschema.lines],
];

describe("lab eval bench", { timeout: SLOW }, () => {
  it.each(TREES)("reports on %s the same whether it was interrupted or not", async (id, make) => {
    writeTree(file(id), make());
    const [whole, parts] = [`${id}-whole`, `${id}-parts`];
    const outputs = (name: string): string[] =>
      ["--out", "--report", "--csv"].flatMap((option) => [option, file(`${name}${option}`)]);
    const limit = SHORT[id] ?? [];
    await bench(id, [...limit, ...outputs(whole)]);
    // It was killed while it wrote its last line.
    writeFileSync(file(`${parts}--out`), textOf(`${whole}--out`).slice(0, -9));
    const again = [...limit, ...outputs(parts)];
    await expect(bench(id, again)).rejects.toThrow(/holds results already: --resume/);
    const notes: string[] = [];
    await bench(id, [...again, "--resume"], (text) => notes.push(text));
    expect(notes.join("\n")).toMatch(/^\d videos are done already\nVideo 1 of 1:/m);
    for (const output of ["--report", "--csv"])
      expect(textOf(parts + output)).toBe(textOf(whole + output));
  });

  it("records what fails, and asks again when it is told to", async () => {
    const out = ["--out", file("failing.jsonl"), "--report", file("failing.md")];
    const only = ["--tasks", "moving_count,moving_direction"];
    await bench("mvbench", [...out, ...only]);
    const report = textOf("failing.md");
    expect(report).toMatch(
      /2 × The video clevrer\/video_validation\/video_00000_missing\.mp4 is not/,
    );
    expect(report).toMatch(/2 × "clevrer\/video_validation\/broken\.mp4" is/);
    expect(report).toContain("Videos that are missing (1):");
    expect(report).toContain(
      "- Around the question stands the chat template of the model's folder.",
    );
    const { arms } = JSON.parse(
      await bench("mvbench", [...out, ...only, "--resume", "--json"]),
    ) as { arms: { n: number; failed: number }[] };
    expect(arms.map(({ n, failed }) => [n, failed])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const clip = [...mvbenchTree({ isShort: true })].find(([path]) => path.endsWith(".mp4"))?.[1];
    const missing = "clevrer/video_validation/video_00000_missing.mp4";
    writeTree(file("mvbench"), new Map([[missing, clip ?? new Uint8Array()]]));
    await bench("mvbench", [...out, ...only, "--resume", "--retry"]);
    expect(textOf("failing.md")).not.toContain("video_00000_missing");
    rmSync(join(file("mvbench"), missing));
  });

  it("goes on after it was killed, and reports the same", async () => {
    const out = file("killed.jsonl");
    const args = argsOf("vnbench", ["--out", out]);
    const run = spawn(process.execPath, ["--import", "tsx", "tools/lab/main.ts", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = once(run, "exit");
    for await (const line of createInterface(run.stderr)) {
      if (!line.startsWith("Video 1 of")) continue;
      run.kill("SIGKILL");
      break;
    }
    expect(await ended).toEqual([null, "SIGKILL"]);
    // Its lock is still there, and no process that holds it.
    expect(readFileSync(`${out}.lock`, "utf8")).toBe(String(run.pid));
    await bench("vnbench", ["--out", out, "--resume", "--report", file("killed.md")]);
    expect(textOf("killed.md")).toBe(textOf("vnbench-whole--report"));
  });

  it("puts subtitles in the prompt when it is told to, which is another run", async () => {
    const args = ["--limit", "2", "--out", file("spoken.jsonl"), "--report", file("spoken.md")];
    await bench("videomme", [...args, "--subtitles"]);
    expect(textOf("spoken.md")).toContain("subtitles in the prompt");
    const silent = bench("videomme", [...args, "--resume"]);
    await expect(silent).rejects.toThrow(/holds results of another run/);
    const none = bench("vnbench", ["--subtitles"]);
    await expect(none).rejects.toThrow(/--subtitles: VNBench has none/);
  });

  it("makes the curve of figure 1 of a benchmark", async () => {
    const args = `eval frames --benchmark nextqa --data ${file("nextqa")} --frames 4 --counts 0,1,3 --limit 3 --runtime wasm`;
    const report = ["--report", file("frames.md"), "--svg", file("frames.svg")];
    await runLab([...args.split(" "), "--drop", "unique,redundant", ...report], {
      ...context(),
      open: opened.open,
    });
    expect(textOf("frames.md")).toContain("Questions of NExT-QA;");
    expect(textOf("frames.md")).toMatch(/\| 3 \| .* \| .* \| 3 \|/);
    expect(textOf("frames.svg")).toContain("frames left out of 4");
  });

  it("merges shards into the report of one run", async () => {
    const shards = ["1/2", "2/2"].map((shard, at) => ({ shard, out: file(`shard-${at}.jsonl`) }));
    for (const { shard, out } of shards) await bench("vnbench", ["--shard", shard, "--out", out]);
    const merged = shards.flatMap(({ out }) => ["--merge", out]);
    await bench("vnbench", [...merged, "--only-report", "--report", file("merged.md")]);
    expect(textOf("merged.md")).toBe(textOf("vnbench-whole--report"));
    const other = bench("vnbench", ["--merge", file("nextqa-whole--out"), "--only-report"]);
    await expect(other).rejects.toThrow(/holds results of another run/);
  });

  it("goes on with another browser when one dies, and gives a video up of which two died", async () => {
    let opened = 0;
    const mortal = (lab: Lab): Lab => {
      opened++;
      const call = async (...[name, ...args]: Parameters<Lab["call"]>): Promise<unknown> => {
        const { name: video } = (args[0] ?? {}) as Partial<BenchmarkArgs>;
        if (video?.includes("cnt_edit1") === true) await lab.close();
        return lab.call(name, ...args);
      };
      return { ...lab, call: call as Lab["call"] };
    };
    const text = await runLab(argsOf("vnbench", ["--json"]), { ...context(), track: mortal });
    const { arms, failures } = JSON.parse(text) as {
      arms: { n: number; failed: number }[];
      failures: Record<string, number>;
    };
    expect(opened).toBe(2);
    expect(arms.map(({ n, failed }) => [n, failed])).toEqual([
      [2, 4],
      [2, 4],
    ]);
    expect(failures).toEqual({ [DEAD]: 8 });
  });

  it("has the columns of times and memory", async () => {
    const only = ["--methods", "vidcom2", "--limit", "1", "--timing", "--report", file("timed.md")];
    await bench("egoschema", only);
    expect(textOf("timed.md")).toMatch(
      /\| method \| retention \| positions \| generation \| first \| later \| a second \| GPU \| memory \|\n.*\n\| vidcom2 \| 25 % \| – \| \d+ \| \d+ \| – \| [\d.]+ \| [\d.]+ \| [\d.]+ MB \|/,
    );
  });
});
