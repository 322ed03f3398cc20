// What an answer needs, and how often it is right: frames are left out before asking, and a benchmark is asked from its folder.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { egoschemaTree } from "../../tools/bench-data/egoschema.ts";
import { BROKEN, writeTree } from "../../tools/bench-data/tree.ts";
import { choose } from "./command.ts";
import { dropFolder } from "./drop-file.ts";
import { watchFailures } from "./failures.ts";

const [sample] = JSON.parse(readFileSync("public/samples/samples.json", "utf8")) as {
  title: string;
  questions: { question: string; answer: string }[];
}[];

test("a reader leaves the most unique frames out and sees what the answer loses", async ({
  page,
}) => {
  const failures = watchFailures(page);
  const { title, questions } = sample!;
  const [{ question, answer }] = questions as [{ question: string; answer: string }];
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("./");
  await page.getByRole("button", { name: new RegExp(`^${title}`) }).click();
  await page.getByRole("button", { name: "Leave frames out" }).click();
  const left = page.getByRole("region", { name: "Frames that are left out" });
  await expect(left).toContainText("8 frames are left out.");
  await expect(page.getByRole("option", { name: /left out$/ })).toHaveCount(8);
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.getByRole("button", { name: "Ask with and without them" }).click();
  const table = page.getByRole("table");
  await expect(table).toContainText("Without the 8 most unique frames");
  await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
  // With all of them the glimpse is seen. How far the other answer is from that one is a number.
  await expect(table.getByRole("cell").first()).toContainText(answer);
  await expect(table).toContainText(/KL \d/);
  // By hand and with the keyboard: one more.
  const bar = page.getByRole("option", { name: /tokens kept$/ }).first();
  await bar.focus();
  await page.keyboard.press("Space");
  await expect(left).toContainText("9 frames are left out.");
  expect(failures).toEqual([]);
});

test("a benchmark is evaluated from its folder, and its table is there after a reload", async ({
  page,
}) => {
  const failures = watchFailures(page);
  const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
  try {
    const tree = new Map(egoschemaTree());
    const [broken = ""] = [...tree.keys()].filter((path) => path.endsWith(".mp4"));
    writeTree(folder, tree.set(broken, BROKEN));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto("./");
    await choose(page, "evaluate");
    const dialog = page.getByRole("dialog", { name: "Evaluate on a benchmark" });
    // The browser's own picker for folders is none that a test can press; what is dropped has the same handle.
    await expect(dialog.getByRole("button", { name: "Choose its folder" })).toBeVisible();
    // A busy browser can lose a drop.
    await expect(async () => {
      await dropFolder(page, folder);
      await expect(dialog).toContainText("EgoSchema in “", { timeout: 10_000 });
    }).toPass();
    await expect(dialog).toContainText("2 questions of 1 task about 2 videos.");
    await dialog.getByRole("button", { name: "Ask for 6 answers" }).click();
    await expect(dialog).toContainText(/2 of 2 questions asked, \d of 3 answers right, 3 failed/);
    // Each of the three plans was refused by the same words, and none is lost.
    const failed = dialog.getByRole("region", { name: "What failed" });
    await expect(failed).toContainText("1 question failed");
    await expect(failed).toContainText(broken);
    await dialog.getByRole("button", { name: "Save the report" }).click();
    const saving = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Markdown" }).click();
    const report = readFileSync(await (await saving).path(), "utf8");
    expect(report).toContain("# EgoSchema, by method and retention");
    expect(report).toMatch(/\| cover \| 25 % \| .*\| 1 \| 1 \| \d \|/);

    await page.reload();
    await choose(page, "evaluate");
    await dialog.getByRole("button", { name: /^EgoSchema, / }).click();
    await expect(dialog.getByRole("row", { name: /^All/ })).toBeVisible();
    // The video was fetched meanwhile, and the browser still has the folder.
    writeTree(folder, egoschemaTree());
    await dialog.getByRole("button", { name: "Ask again about 3 that failed" }).click();
    await expect(dialog).toContainText(/2 of 2 questions asked, \d of 6 answers right/);
    expect(failures).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
