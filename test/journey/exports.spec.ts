// The real exporters' graphs (test/fixtures/exports) as a person's own model from a folder: the page says what it changed in
// them, and they are asked, paid with less, compared, and read as a long video. Their weights are random, so nothing can be
// wanted of their words; what stands beside the words is looked at.

import { expect, test, type Page } from "@playwright/test";
import { unpackFolder } from "../../tools/export/packed.ts";
import { ask } from "./ask.ts";
import { dropFile } from "./drop-file.ts";
import { watchFailures } from "./failures.ts";
import { drawLongClip } from "./long-clip.ts";
import { shoot } from "./shots.ts";

const FIRST = "What appears briefly?";
const SECOND = "Where is it?";
/** Of both, among others: they are traced by one exporter, two layers each. */
const CHANGES = [
  "Vision encoder attention of 2 layers fused",
  "Language model scores words for the last row only",
  "Language model attention of 2 layers fused, angles from tables",
  "Language model rotation left as exported (no attention turns its rows itself)",
];

/** Long enough that reading it whole is offered, too short to be read whole without being told to. */
let minute = "";
test.beforeAll(() => {
  minute = drawLongClip({ name: "minute.mp4", seconds: 64, seed: 1, things: 1, fps: 0.5 }).path;
});

let failures: readonly string[] = [];
test.beforeEach(async ({ page }) => {
  failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("./");
});
test.afterEach(() => expect(failures).toEqual([]));

/** Takes the folder from the disk, and gives what the page says it changed in its graphs. */
async function takeFolder(page: Page, name: string): Promise<string[]> {
  await page.locator(".model-chip").click();
  const models = page.getByRole("dialog", { name: "Models" });
  const chooser = page.waitForEvent("filechooser");
  await models.getByRole("button", { name: "Use a model from a folder" }).click();
  await (await chooser).setFiles(unpackFolder(`test/fixtures/exports/${name}`));
  const own = models.getByRole("region", { name });
  await expect(own).toContainText("in use");
  await own.getByText("Changed in its graphs when it was loaded").click();
  const changes = await own.getByRole("listitem").allInnerTexts();
  await shoot(page, `export-${name}-model`);
  await models.getByRole("button", { name: "Close" }).click();
  return changes;
}

const keeps = (page: Page, percent: number, kept: number, total: number): Promise<void> =>
  expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
    "aria-valuetext",
    `${percent} percent, ${kept} of ${total} tokens`,
  );

/** Asks with a quarter of the tokens, once more with the same ones, and with a tenth. */
async function askForLess(page: Page, total: number): Promise<void> {
  const [quarter, tenth] = [Math.round(total / 4), Math.round(total / 10)];
  await keeps(page, 25, quarter, total);
  const first = await ask(page, FIRST, { isCut: true });
  await expect(first).toContainText(`${quarter} tokens kept`);
  await expect(first).toContainText("original positions");
  await expect(first).not.toContainText("video reused");
  const second = await ask(page, SECOND, { isCut: true });
  await expect(second).toContainText("video reused");
  await page.getByRole("button", { name: "10 percent" }).click();
  await keeps(page, 10, tenth, total);
  const third = await ask(page, SECOND, { isCut: true });
  await expect(third).toContainText(`${tenth} tokens kept`);
  await expect(third).not.toContainText("video reused");
}

/** One question with all tokens and with half of them. The columns behind these are not waited for. */
async function compareTwo(page: Page, total: number): Promise<void> {
  await page.getByRole("tab", { name: "Compare" }).click();
  await page.getByRole("textbox", { name: "Question" }).fill(FIRST);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const table = page.getByRole("table");
  // Each column is answered and measured.
  await expect(page.getByText(/Comparing, ([4-9]|10) of 10 steps done/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
  const row = (name: string): Promise<string[]> =>
    table.locator("tbody", { hasText: name }).getByRole("cell").allInnerTexts();
  const [all, half] = await row("Visual tokens kept");
  expect(all).toMatch(new RegExp(`^${total}\\b`));
  expect(half).toMatch(new RegExp(`^${total / 2}\\b`));
  expect((await row("Answer beside")).slice(0, 2)).toEqual([
    "reference",
    expect.stringMatching(/KL \d/),
  ]);
  await shoot(page, `export-${total}-tokens-compare`);
  await page.getByRole("tab", { name: "Ask" }).click();
}

/** Reads a minute whole, into so many chunks. */
async function readMinute(page: Page, rate: string, chunks: number): Promise<void> {
  await dropFile(page, minute);
  await page.getByRole("combobox", { name: "Reading rate" }).selectOption(rate);
  await page.getByRole("radio", { name: "Whole video" }).click();
  await expect(written(page)).toBeVisible();
  const ribbon = page.getByRole("listbox", { name: /^Relevance/ });
  await expect(ribbon.getByRole("option")).toHaveCount(chunks);
}

const written = (page: Page) => page.getByText(/^Written once, in .* Questions only re-load\.$/);

/** Asks twice with one chunk re-loaded: nothing is read again, and the first answer leaves nothing behind. */
async function askWholeTwice(page: Page, paid: RegExp): Promise<void> {
  const took = await written(page).innerText();
  await page.getByRole("combobox", { name: "Re-load" }).selectOption({ label: "1 chunk" });
  // Else the second question is asked with the first answer.
  await page.getByRole("combobox", { name: "Sees" }).selectOption("0");
  const answers: string[] = [];
  for (const question of [SECOND, SECOND]) {
    const turn = await ask(page, question);
    await expect(turn.getByRole("button", { name: paid })).toBeVisible();
    answers.push(await turn.locator(".answer").innerText());
  }
  await expect(written(page)).toHaveText(took);
  expect(answers[1]).toBe(answers[0]);
}

test("LLaVA-OneVision's export is asked, compared and read as a long video", async ({ page }) => {
  expect(await takeFolder(page, "llava-onevision")).toEqual(expect.arrayContaining(CHANGES));
  await page.getByRole("button", { name: /^One glimpse/ }).click();
  await page.getByRole("combobox", { name: "Frames" }).selectOption("8");
  // Of 5 × 5 tokens.
  await askForLess(page, 200);
  await compareTwo(page, 200);
  await shoot(page, "export-llava-onevision-ask");

  await readMinute(page, "1/2 frame a second", 4);
  // Of three chunks half of 200 tokens, of one a sixteenth.
  await askWholeTwice(page, /^Used 1 of 4 chunks in detail, 313 tokens\./);
  await shoot(page, "export-llava-onevision-long");
});

test("Qwen2-VL's export is asked, compared and read as a long video", async ({ page }) => {
  expect(await takeFolder(page, "qwen2-vl")).toEqual(expect.arrayContaining(CHANGES));
  await page.getByRole("button", { name: /^Crossing/ }).click();
  // By itself eight steps of 299 tokens, which take a minute to encode in software.
  await page.getByRole("combobox", { name: "Frames" }).selectOption("8");
  await page.getByRole("combobox", { name: "Tokens a step" }).selectOption("up to 64");
  // Four steps of 6 × 10.
  await askForLess(page, 240);
  await compareTwo(page, 240);
  await shoot(page, "export-qwen2-vl-ask");

  // A step is two frames.
  await readMinute(page, "1/4 frame a second", 2);
  await askWholeTwice(page, /^Used first and last chunks in detail, [\d\s]+ tokens\./);
  await shoot(page, "export-qwen2-vl-long");
});
