// The report as one page that needs nothing else: facts, sections with tables, and plots. Pure.

import type { AdapterReport } from "../../page/bench-gpu.ts";
import { escaped } from "../../suites/core/line-plot.ts";
import type { Rows } from "../../../../src/evaluation/table.ts";
import { lineCells } from "../lines.ts";
import type { SectionReport } from "./section.ts";

export interface GpuReport {
  readonly date: string;
  readonly machine: object;
  readonly browser: string;
  readonly size: string;
  readonly adapter: AdapterReport;
  readonly seconds: number;
  readonly sections: readonly SectionReport[];
}

const STYLE = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 15px/1.5 Helvetica, Arial, sans-serif; color: #1a1a1a; background: #fff; }
h2 { margin-top: 2.5rem; border-top: 1px solid #ddd; padding-top: 1rem; }
table { border-collapse: collapse; font-size: 13px; }
.wide { overflow-x: auto; }
th, td { padding: 0.15rem 0.7rem 0.15rem 0; text-align: right; border-bottom: 1px solid #eee; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
.facts td { text-align: left; overflow-wrap: anywhere; }
.state { font-size: 13px; font-weight: normal; color: #4a4a4a; }
.failed { color: #a33a00; }
svg { max-width: 100%; height: auto; }
`;

/** Returns an HTML document. */
export function htmlReport(report: GpuReport): string {
  const { adapter, browser, date, size, machine, seconds, sections } = report;
  const { facts } = adapter;
  const name = adapterName(adapter);
  const title = `Framewise on ${name}`;
  const rows: Rows = [
    ["Adapter", name + (facts.isSoftware ? " (software)" : "")],
    ["Driver", [adapter.driver, adapter.backend, adapter.type].filter(Boolean).join(", ")],
    ["Subgroups", adapter.subgroupSizes.join(" to ")],
    ["Used of the adapter", adapter.enabled.join(", ")],
    ["Browser", `Chromium ${browser}`],
    ["Machine", Object.values(machine).join(", ")],
    ["Size", size],
    ["Made", `${date}, in ${(seconds / 60).toFixed(1)} minutes`],
  ];
  return [
    `<!doctype html>`,
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    table(rows, "facts"),
    `<p>${escaped(summary(sections))}</p>`,
    ...sections.map(sectionHtml),
    `</body></html>\n`,
  ].join("\n");
}

/** "nvidia ampere, NVIDIA GeForce RTX 3080" */
export const adapterName = ({ facts, device }: AdapterReport): string =>
  [[facts.vendor, facts.architecture].filter(Boolean).join(" "), facts.description || device]
    .filter(Boolean)
    .join(", ") || "an adapter without a name";

/** "7 sections: 5 done, 1 failed, 1 not run." */
export function summary(sections: readonly SectionReport[]): string {
  const count = (state: SectionReport["state"]): number =>
    sections.filter((section) => section.state === state).length;
  const left = sections.reduce((sum, { notRun }) => sum + notRun.length, 0);
  return `${sections.length} sections: ${count("done")} done, ${count("failed")} failed, ${count("not run")} not run; ${left} things were left out.`;
}

function sectionHtml(section: SectionReport): string {
  const { title, about, state, seconds, failed, notRun, lines, plots } = section;
  return [
    `<section id="${escaped(section.id)}">`,
    `<h2>${escaped(title)} <span class="state${state === "failed" ? " failed" : ""}">${state}, ${seconds.toFixed(1)} s</span></h2>`,
    `<p>${escaped(about)}</p>`,
    list("Went wrong", failed),
    list("Not run", notRun),
    lines.length > 0
      ? table([["", "got", "wanted", "", ""], ...lines.map(lineCells)], "", true)
      : "",
    ...plots,
    section.table.length > 0 ? table(section.table, "", true) : "",
    `</section>`,
  ].join("\n");
}

const list = (name: string, sentences: readonly string[]): string =>
  sentences.length === 0
    ? ""
    : `<p><strong>${name}</strong></p><ul>${sentences.map((one) => `<li>${escaped(one)}</li>`).join("")}</ul>`;

function table(rows: Rows, kind: string, hasHead = false): string {
  const row = (cells: readonly string[], tag: "td" | "th"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="wide"><table class="${kind}">${rows
    .map((cells, i) => row(cells, hasHead && i === 0 ? "th" : "td"))
    .join("\n")}</table></div>`;
}
