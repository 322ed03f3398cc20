// Evaluate on the whole page, as its reader reaches it, and its folders as the browser gives them.

import { expect, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { EvaluateSetup, PickedSource } from "../../src/store/evaluate/types.ts";
import { type FolderFiles, folderFiles, nextqaAnswers } from "./bench-folder.ts";
import type { FakeOptions } from "./fake-engine.ts";
import { createFakeKept, type FakeKept } from "./fake-kept.ts";
import { type PageOptions, showPage, type ShownPage } from "./page.tsx";
import { session } from "./session.ts";
import { until } from "./test-env.ts";

export const button = (name: string | RegExp) => page.getByRole("button", { name });
export const progress = (words: string | RegExp) => page.getByText(words);
/** Says "A" whatever is asked. */
export const ENGINE = { answers: nextqaAnswers(4) };
export const ALL_ASKED = /^12 of 12 questions asked/;

/** Shows the page with Evaluate open, which is reached as its reader reaches it. */
export async function showEvaluate(options: PageOptions = {}): Promise<ShownPage> {
  const shown = await showPage({ engine: ENGINE, ...options });
  await shown.store.getState().actions.ensureModel();
  await userEvent.keyboard("{Control>}k{/Control}");
  await expect.element(page.getByRole("combobox", { name: "Command" })).toHaveFocus();
  await userEvent.keyboard("evaluate{Enter}");
  await expect.element(page.getByRole("dialog", { name: "Evaluate on a benchmark" })).toBeVisible();
  await expect.element(button("Choose its folder")).toBeVisible();
  return shown;
}

/** Chooses a folder by the input, as browsers without a picker for folders do. */
export function choose(files: FolderFiles, name?: string): void {
  const input = document.querySelector<HTMLInputElement>('input[aria-label="Benchmark folder"]')!;
  const list = folderFiles(files, name);
  Object.defineProperty(input, "files", { value: list, configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Has the browser's picker for folders, which no test can press, give this one until the test ends. */
export const pickHandle = (handle: FileSystemDirectoryHandle): void =>
  setPicker(() => Promise.resolve(handle));

/** Takes the picker away until the test ends, as in other browsers. */
export const withoutPicker = (): void => setPicker(undefined);

function setPicker(picker: (() => Promise<FileSystemDirectoryHandle>) | undefined): void {
  vi.stubGlobal("showDirectoryPicker", picker);
  onTestFinished(() => void vi.unstubAllGlobals());
}

export const start = () => userEvent.click(button(/^Ask for /));

/** Holds the engine when so many questions were asked. */
export async function holdAt(
  { store, engine }: Pick<ShownPage, "store" | "engine">,
  asked: number,
): Promise<void> {
  await until(store, ({ evaluate }) => (evaluate.shown?.head.asked ?? 0) >= asked);
  engine.hold();
}

interface BegunOptions extends Partial<EvaluateSetup> {
  readonly engine?: FakeOptions;
  /** How many questions are asked before the stop. */
  readonly asked?: number;
}

/** An earlier visit, which asked about one of four videos; returns what it left on the disk. */
export async function leftBegun(
  source: PickedSource,
  { engine = ENGINE, asked = 3, ...setup }: BegunOptions = {},
): Promise<FakeKept> {
  const kept = createFakeKept();
  const visit = session(engine, { kept });
  await visit.actions.ensureModel();
  await visit.actions.setUpEvaluation(setup);
  await visit.actions.chooseEvaluationFolder(source);
  const running = visit.actions.startEvaluation();
  await holdAt(visit, asked);
  visit.actions.stop();
  visit.engine.release();
  await running;
  expect(visit.store.getState().evaluate.shown?.phase).toBe("interrupted");
  return kept;
}
