// The bench of a GPU: its shares, sections and page from figures that are known, and the command itself on software WebGPU.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toPlainError } from "../../../src/base/errors.ts";
import { realGpuFlags } from "../../../tools/dev/chromium.ts";
import { barPlot, pointPlot, shortNumber } from "../../../tools/lab/bench/gpu/bar-plot.ts";
import { type GpuReport, htmlReport, summary } from "../../../tools/lab/bench/gpu/html.ts";
import { joinableLines, kernelShares } from "../../../tools/lab/bench/gpu/kernels.ts";
import { modelLines } from "../../../tools/lab/bench/gpu/models.ts";
import { NotRun, runSection, type SectionReport } from "../../../tools/lab/bench/gpu/section.ts";
import { foundTests, missingHalves } from "../../../tools/lab/bench/gpu/tests.ts";
import { line } from "../../../tools/lab/bench/lines.ts";
import type { Lab } from "../../../tools/lab/browser/lab.ts";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { runLab } from "../../../tools/lab/cli/run.ts";
import type { VerbContext } from "../../../tools/lab/cli/verb.ts";
import { bytesOf, fmasOf } from "../../../tools/lab/page/gpu/kernel-work.ts";
import type { AskTimes, ModelTimes } from "../../../tools/lab/page/gpu/time-model.ts";

const SPEEDS = {
  copyBytesPerSec: 2e9,
  streamBytesPerSec: 1e9,
  fmasPerSec: 1e9,
  emptyUs: 5,
  recordUs: 1,
  recordFreshUs: 3,
  copiedBytes: 1,
};

const KERNEL = {
  kernel: "nearest-row",
  work: "measure a choice",
  clock: "timestamp" as const,
  us: [900, 1000, 5000],
  bytes: 250_000,
  fmas: 500_000,
  starts: 1,
};

describe("shares of what the adapter can do", () => {
  it("are bytes and products a second, over those measured", () => {
    const [one] = kernelShares([KERNEL], SPEEDS);
    expect(one).toMatchObject({ copyShare: 0.25, fmaShare: 0.5, isTooSmall: false });
  });

  it("tell nothing of a kernel that takes hardly longer than an empty one", () => {
    const [one] = kernelShares([{ ...KERNEL, us: [14], fmas: null }], SPEEDS);
    expect(one).toMatchObject({ isTooSmall: true, fmaShare: null });
  });

  it("tell how much of a work is the starting of its kernels", () => {
    const [one] = joinableLines([{ work: "choose", starts: 11, us: [90, 200, 900] }], SPEEDS);
    expect(one).toMatchObject({ got: 0.25, wanted: null });
  });

  it("count products by the params, and bytes once a binding where nothing else is known", () => {
    const params = Uint32Array.of(10, 3, 2);
    expect(fmasOf("nearest-row", params, [])).toBe(10 * 3 * 4 * 2);
    expect(fmasOf("gram-matrix", Uint32Array.of(10, 2, 0), [])).toBe(10 * 10 * 8);
    expect(fmasOf("gram-matrix", Uint32Array.of(10, 2, 1), [])).toBe(8 * 8 * 10);
    expect(fmasOf("rank-rows", params, [])).toBeNull();
    expect(bytesOf("rank-rows", params, [16, 32])).toBe(48);
    expect(bytesOf("gather-rows", Uint32Array.of(5, 7), [1e9, 20, 140])).toBe(2 * 4 * 35);
    // All but the cosines, of which it reads a row.
    expect(bytesOf("floc-take", Uint32Array.of(100), [40_000, 400])).toBe(800);
  });
});

const section = (run: () => Promise<object>) => ({ id: "one", title: "One", about: "It.", run });
const never = (): boolean => false;

describe("a section", () => {
  it("is done where nothing failed, and keeps what it found", async () => {
    const report = await runSection(
      section(async () => ({ lines: [line("a", 1, 2, "ratio", "")] })),
      never,
    );
    expect(report).toMatchObject({ state: "done", failed: [], notRun: [] });
    expect(report.lines).toHaveLength(1);
  });

  it.each([
    ["fails with a line that missed", async () => ({ lines: [line("a", 3, 2, "ratio", "")] })],
    ["fails with a sentence of its own", async () => ({ failed: ["It broke."] })],
    ["fails when it throws", () => Promise.reject(new Error("It broke."))],
  ])("%s", async (_, run) => {
    expect((await runSection(section(run), never)).state).toBe("failed");
  });

  it("is told as not run where it cannot run, or too late", async () => {
    const missing = await runSection(
      section(() => Promise.reject(new NotRun("There is none."))),
      never,
    );
    expect(missing).toMatchObject({ state: "not run", notRun: ["There is none."], failed: [] });
    const late = await runSection(
      section(() => Promise.reject(new Error("It ran."))),
      () => true,
    );
    expect(late).toMatchObject({ state: "not run", failed: [] });
  });
});

describe("the tests' results", () => {
  const file = (name: string, ...statuses: readonly string[]) => ({
    name: `/somewhere/test/kernels/${name}.test.ts`,
    message: "no such file\nmore",
    assertionResults: statuses.map((status, i) => ({
      fullName: `${name} ${i}`,
      status,
      failureMessages: status === "failed" ? ["off by 1\nat …"] : [],
    })),
  });

  it("name what failed, and a file that did not start", () => {
    const { failed, table } = foundTests({
      numTotalTests: 3,
      numPassedTests: 2,
      testResults: [file("argmax", "passed", "failed"), file("sample", "passed"), file("gone")],
    });
    expect(failed).toEqual(["argmax 1: off by 1", "test/kernels/gone.test.ts: no such file"]);
    expect(table).toContainEqual(["test/kernels/argmax.test.ts", "1", "2"]);
    expect(table).toContainEqual(["all", "2", "3"]);
  });

  it("say where none of them was in 16 bits", () => {
    const { assertionResults, ...rest } = file("argmax", "passed");
    const all = { numTotalTests: 1, numPassedTests: 1 };
    expect(missingHalves({ ...all, testResults: [{ ...rest, assertionResults }] })).toHaveLength(1);
    const halves = assertionResults.map((one) => ({ ...one, fullName: "argmax, f16 agrees" }));
    expect(missingHalves({ ...all, testResults: [{ ...rest, assertionResults: halves }] })).toEqual(
      [],
    );
  });

  it("fail when there are none", () => {
    const none = { numTotalTests: 0, numPassedTests: 0, testResults: [] };
    expect(foundTests(none).failed).toEqual(["No test was found."]);
  });
});

describe("a model's lines", () => {
  it("compare a quarter of the tokens with all", () => {
    const ask = (retention: number, prefillMs: number): AskTimes => ({
      retention,
      kept: 100 * retention,
      positions: 0,
      chooseMs: [10],
      prefillMs: [prefillMs],
      stepMs: [5],
      peakBytes: 1e6 * prefillMs,
    });
    const times = { encodeMs: 90, frames: 1, tokensPerFrame: 100, applied: [] as string[] };
    const model = { ...times, loadMs: 1, loadedBytes: 0, encodedBytes: 0 } as unknown as ModelTimes;
    const lines = modelLines(model, ask(0.25, 100), ask(1, 300));
    const got = (name: string): number | undefined =>
      lines.find((one) => one.name.startsWith(name))?.got;
    expect(got("First token")).toBeCloseTo(200 / 400);
    expect(got("Prefill")).toBeCloseTo(1 / 3);
    expect(got("GPU memory's peak, to 100 %")).toBe(300);
  });
});

const ADAPTER: GpuReport["adapter"] = {
  facts: {
    vendor: "nvidia",
    architecture: "ampere",
    description: 'a <card> & "more"',
    isSoftware: false,
    missing: null,
    hasShaderF16: true,
    limits: { maxBufferSize: 1, maxStorageBufferBindingSize: 1 },
  },
  device: "",
  driver: "550.1",
  backend: "vulkan",
  type: "discrete GPU",
  subgroupSizes: [32, 32],
  features: [],
  enabled: ["shader-f16"],
};

const DONE: SectionReport = {
  id: "kernels",
  title: "Kernels",
  about: "Each.",
  state: "done",
  seconds: 1,
  lines: [],
  table: [["kernel"], ["a<b"]],
  plots: [],
  notRun: ["No replica."],
  failed: [],
  data: {},
};

describe("the page", () => {
  const report: GpuReport = {
    date: "2026-11-30",
    machine: { cores: 2 },
    browser: "156",
    size: "full",
    adapter: ADAPTER,
    seconds: 60,
    sections: [DONE, { ...DONE, state: "failed", failed: ["It broke."] }],
  };

  it("names adapter, driver and browser, and says what failed and what was not run", () => {
    const html = htmlReport(report);
    for (const text of ["nvidia ampere", "550.1, vulkan, discrete GPU", "Chromium 156"]) {
      expect(html).toContain(text);
    }
    expect(html).toContain("<li>It broke.</li>");
    expect(html).toContain("<li>No replica.</li>");
    expect(summary(report.sections)).toBe(
      "2 sections: 1 done, 1 failed, 0 not run; 2 things were left out.",
    );
  });

  it("needs nothing else, and lets no text become markup", () => {
    const html = htmlReport(report);
    expect(html).not.toMatch(/<script|src=|href=|url\(/);
    expect(html).toContain("a&lt;b");
    expect(html).toContain("a &lt;card&gt; &amp;");
  });
});

describe("plots", () => {
  it("are as long as their values, and cut what the axis is not made for", () => {
    const bars = [
      { name: "half", value: 50, text: "" },
      { name: "beyond", value: 5000, text: "", kind: 1 },
    ];
    const svg = barPlot({
      title: "Bars",
      label: "%",
      kinds: ["one", "two"],
      bars,
      measured: [{ name: "whole", value: 100, text: "" }],
    });
    const widths = [
      ...svg.matchAll(/width="([\d.]+)" height="12" fill="#\w+"\/><text x="[\d.]+" y="\d+" fill/g),
    ];
    expect(widths.map(([, width]) => Number(width))).toEqual([195, 390]);
  });

  it("put points on axes of powers of ten, beside the line", () => {
    const svg = pointPlot({
      title: "Points",
      xLabel: "x",
      yLabel: "y",
      line: { slope: 1, name: "as fast" },
      points: [
        { name: "low", x: 10, y: 10 },
        { name: "high", x: 1000, y: 1000 },
      ],
    });
    const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(circles.map(([, x, y]) => [Number(x), Number(y)])).toEqual([
      [90, 430],
      [640, 48],
    ]);
    expect(svg).toContain("as fast");
  });

  it("write short numbers", () => {
    expect([0, 0.25, 40, 1500, 2e6, 3.21e9].map(shortNumber)).toEqual([
      "0",
      "0.25",
      "40",
      "1.5k",
      "2M",
      "3.21G",
    ]);
  });
});

describe("flags of a real GPU", () => {
  it("ask for Vulkan on Linux alone", () => {
    expect(realGpuFlags("linux")).toContain("--use-angle=vulkan");
    expect(realGpuFlags("darwin").join(" ")).not.toContain("ulkan");
    expect(realGpuFlags("win32").join(" ")).not.toContain("ulkan");
  });
});

describe("bench gpu", { timeout: 300_000 }, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bench-gpu-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const context = (): VerbContext & { isFailed: boolean } => ({
    isFailed: false,
    note: () => undefined,
    track: (lab) => lab,
    markFailed() {
      this.isFailed = true;
    },
  });

  it.each([
    ["another size", ["--size", "huge"], /--size is "huge"/],
    ["no time", ["--minutes", "0"], /--minutes is "0"/],
    ["another argument", ["fast"], /bench gpu takes no "fast"/],
  ])("refuses %s", async (_, more, sentence) => {
    const refused = runLab(["bench", "gpu", ...more], context());
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it("measures speeds and every kernel, and writes both reports", async () => {
    const out = join(folder, "gpu.json");
    const given = context();
    const text = await runLab(
      ["bench", "gpu", "--only", "speeds,kernels,half,rival", "--size", "reduced", "--out", out],
      given,
    );
    expect(given.isFailed).toBe(false);
    expect(text).toContain("Kernels: done");
    // Software WebGPU has no 16 bits.
    expect(text).toMatch(/16 bits beside 32: (done|not run)/);
    const report = JSON.parse(readFileSync(out, "utf8")) as GpuReport;
    expect(report.browser).toMatch(/^\d+\./);
    expect(report.adapter.driver).not.toBe("");
    const [speeds, kernels] = report.sections;
    expect(speeds?.data).toMatchObject({ copyBytesPerSec: expect.any(Number) as number });
    const names = (kernels?.table ?? []).slice(1).map(([name]) => name);
    const shaders = readdirSync("shaders").filter((name) => name.endsWith(".wgsl"));
    expect(new Set(names)).toEqual(new Set(shaders.map((name) => name.replace(".wgsl", ""))));
    const html = readFileSync(join(folder, "gpu.html"), "utf8");
    expect(html.match(/<svg /g)).toHaveLength(3);
  });

  it("refuses a section that is not there, and figures of a GPU that is not there", async () => {
    let found: unknown;
    const asking = (lab: Lab): Lab => {
      const call = async (...[name, ...args]: Parameters<Lab["call"]>): Promise<unknown> => {
        found = await lab.call("benchGpuAdapter", { isReal: true }).then(
          ({ facts }) => facts.isSoftware,
          (thrown: unknown) => toPlainError(thrown).code,
        );
        return lab.call(name, ...args);
      };
      return { ...lab, call: call as Lab["call"] };
    };
    const other = runLab(["bench", "gpu", "--only", "speed"], { ...context(), track: asking });
    await expect(other).rejects.toThrow(/sections are speeds, kernels, half, tests/);
    expect(found).toBe(process.env["FRAMEWISE_GPU"] === "real" ? false : "bench-no-gpu");
  });
});
