// Every benchmark in the page, from a folder as it is published: found, asked, stopped, and gone on with by a later visit, whose
// report is that of a visit that was never stopped.

import { expect, test } from "vitest";
import { commands, page, userEvent } from "vitest/browser";
import { BENCHMARKS } from "../../src/benchmarks/catalogue.ts";
import { benchmarkMarkdown } from "../../src/evaluation/report.ts";
import { evaluationDocument } from "../../src/store/evaluate/evaluation.ts";
import type { EvaluateState, PickedSource } from "../../src/store/evaluate/types.ts";
import { type FolderFiles, folderFiles } from "../support/bench-folder.ts";
import {
  button,
  choose,
  leftBegun,
  progress,
  showEvaluate,
  withoutPicker,
} from "../support/evaluate-page.ts";
import type { EncodedFiles } from "../support/miniature.ts";
import { session } from "../support/session.ts";

declare module "vitest/browser" {
  interface BrowserCommands {
    miniature: (name: string) => Promise<EncodedFiles>;
  }
}

async function filesOf(name: string): Promise<FolderFiles> {
  const files = await commands.miniature(name);
  const bytesOf = (text: string) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));
}

/** Says "B" whatever is asked. */
const ENGINE = { answers: new Proxy<Record<string, string>>({}, { get: () => "B" }) };
const TWO_METHODS = { methods: ["vidcom2", "uniform"], retentions: [0.25] } as const;

const reportOf = ({ shown }: EvaluateState): string => {
  if (shown === null) throw new Error("No evaluation is on show.");
  const text = benchmarkMarkdown(evaluationDocument(shown, "Made in a test."));
  // Two visits can have two adapters; a visit without a page has none.
  return text.replace(/shaders on [^.]*\./, "");
};

/** The report of a visit that asks all without a stop. */
async function wholeReport(source: PickedSource): Promise<string> {
  const visit = session(ENGINE);
  await visit.actions.ensureModel();
  await visit.actions.setUpEvaluation(TWO_METHODS);
  await visit.actions.chooseEvaluationFolder(source);
  await visit.actions.startEvaluation();
  const { evaluate } = visit.store.getState();
  expect(evaluate.shown).toMatchObject({ phase: "done", error: null });
  return reportOf(evaluate);
}

test.each([
  ["mvbench", "mvbench sources", 23, /\| character_order \| 1 \|/],
  ["videomme", "videomme parquet", 9, /By duration:[^]*\| short \| 3 \|/],
  ["mlvu", "mlvu table", 7, /\| plotQA \| 1 \|/],
  ["mlvu", "mlvu files", 4, /\| needle \| 2 \|/],
  ["longvideobench", "longvideobench json", 6, /1 record has the id of another/],
  ["longvideobench", "longvideobench parquet", 6, /1 record has the id of another/],
  // Each question is asked four times, and counts once.
  ["vnbench", "vnbench json", 12, /\| ret_edit \| 1 \|/],
  ["nextqa", "nextqa parquet", 6, /\| CW \| 2 \|/],
  ["egoschema", "egoschema lines", 2, /1 record is left out: their answer is not published/],
] as const)("%s goes on after a stop (%s)", async (id, name, count, row) => {
  withoutPicker();
  const files = await filesOf(name);
  const source = { kind: "files", files: folderFiles(files, name) } as const;
  const whole = await wholeReport(source);
  expect(whole).toContain(`# ${BENCHMARKS[id].name}, by method and retention`);
  expect(whole).toMatch(row);
  const kept = await leftBegun(source, { engine: ENGINE, asked: 1, ...TWO_METHODS });
  const { store } = await showEvaluate({ kept, engine: ENGINE });
  await userEvent.click(button(new RegExp(`^${BENCHMARKS[id].name}, `)));
  choose(files, name);
  await expect.element(progress(new RegExp(`^${count} of ${count} questions asked`))).toBeVisible();
  await expect.element(page.getByRole("row", { name: /^All/ })).toBeVisible();
  expect(reportOf(store.getState().evaluate)).toBe(whole);
});
