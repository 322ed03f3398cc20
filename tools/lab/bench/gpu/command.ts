// npm run bench -- gpu: everything that is said about speed and correctness on a GPU, on this machine's, in one command.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../../browser/cache.ts";
import { COMMON } from "../../cli/common-options.ts";
import { number, or, path, readOptionsOnly, text, UsageError, word } from "../../cli/options.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { withLab } from "../../cli/with-lab.ts";
import type { SizeName } from "../../page/bench-gpu.ts";
import { machineFacts } from "../machine.ts";
import { halfSection } from "./half.ts";
import { adapterName, type GpuReport, htmlReport, summary } from "./html.ts";
import { kernelSections } from "./kernels.ts";
import { modelSections } from "./models.ts";
import { rivalSection } from "./rival-section.ts";
import { runSection, type Section, type SectionReport } from "./section.ts";
import { soakSection } from "./soak.ts";
import { testSections } from "./tests.ts";

export const GPU_HELP = `With gpu:
  --size full|reduced  real sizes, or small ones for a machine without a GPU (default: what the adapter is)
  --only LIST          of the sections (default all): speeds, kernels, half, tests,
                       attention, model, replica-…, rival, soak
  --replicas DIR       where each family's replica has its name (default reports/replicas)
  --minutes N          no section begins later (default 9)
  --out FILE           JSON; the page is beside it with the ending .html (default reports/bench-gpu.json)
`;

/** Timestamps to the nanosecond, and the driver's name: developer.chrome.com/docs/web-platform/webgpu/developer-features */
const FLAGS: readonly string[] = ["--enable-webgpu-developer-features"];

const MINUTE_MS = 60_000;

const OPTIONS = {
  size: or(word(["full", "reduced"]), null),
  only: or(text, ""),
  replicas: or(path, `${ROOT}/reports/replicas`),
  minutes: or(number({ low: 0, high: 600, isLowOut: true }), 9),
  out: or(path, `${ROOT}/reports/bench-gpu.json`),
  ...COMMON,
};

export async function runGpu(args: readonly string[], context: VerbContext): Promise<string> {
  const { note, markFailed } = context;
  const given = readOptionsOnly("bench gpu", args, OPTIONS);
  const { out, timeout: quietSec, replicas } = given;
  const startMs = performance.now();
  return withLab(context, { quietSec, flags: FLAGS }, async (lab) => {
    const isReal = process.env["FRAMEWISE_GPU"] === "real";
    const adapter = await lab.call("benchGpuAdapter", { isReal });
    const size: SizeName = given.size ?? (adapter.facts.isSoftware ? "reduced" : "full");
    note(`${adapterName(adapter)}, ${size} size`);
    const options = { size, note, context, quietSec, replicas, flags: FLAGS };
    const sections = chosen(given.only, [
      ...kernelSections(lab, options),
      halfSection(lab, options),
      ...testSections(options),
      ...modelSections(options),
      rivalSection(options),
      soakSection(options),
    ]);
    const done: SectionReport[] = [];
    const report = (): GpuReport => ({
      date: new Date().toISOString(),
      machine: machineFacts(),
      browser: lab.version,
      size,
      adapter,
      seconds: (performance.now() - startMs) / 1000,
      sections: done,
    });
    mkdirSync(dirname(out), { recursive: true });
    for (const section of sections) {
      const isTimeUp = (): boolean => performance.now() - startMs > given.minutes * MINUTE_MS;
      const found = await runSection(section, isTimeUp);
      done.push(found);
      note(sectionLine(found));
      // Written after each, so that an interrupted run keeps what it has.
      writeFileSync(out, jsonText(withoutPlots(report())));
      writeFileSync(pageOf(out), htmlReport(report()));
    }
    if (done.some(({ state }) => state === "failed")) markFailed();
    if (given.json) return jsonText(withoutPlots(report()));
    return [...done.map(sectionLine), summary(done), `${out}\n${pageOf(out)}\n`].join("\n");
  });
}

const pageOf = (out: string): string => `${out.replace(/\.json$/, "")}.html`;

function chosen(only: string, sections: readonly Section[]): readonly Section[] {
  if (only === "") return sections;
  const wanted = only.split(",");
  const unknown = wanted.find((id) => !sections.some((section) => section.id === id));
  if (unknown === undefined) return sections.filter(({ id }) => wanted.includes(id));
  throw new UsageError(
    `--only holds "${unknown}"; sections are ${sections.map(({ id }) => id).join(", ")}.`,
  );
}

function sectionLine({ title, state, seconds, failed, notRun }: SectionReport): string {
  const why = [...failed, ...notRun].join(" ");
  return `${title}: ${state} in ${seconds.toFixed(1)} s${why === "" ? "" : `. ${why}`}`;
}

/** Plots are in the page. */
const withoutPlots = (report: GpuReport): object => ({
  ...report,
  sections: report.sections.map((section) => ({ ...section, plots: undefined })),
});
