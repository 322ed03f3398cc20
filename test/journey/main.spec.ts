// The main job, on the built page with the embedded model: open a sample, ask, see the budget, compare, ask
// again, open a file.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "../../tools/dev/chromium.ts";
import { answered, ask } from "./ask.ts";
import { dropFile } from "./drop-file.ts";
import { watchFailures } from "./failures.ts";
import { askByKeys, goTo, press } from "./keys.ts";
import { shoot } from "./shots.ts";

const SAMPLES = JSON.parse(readFileSync("public/samples/samples.json", "utf8")) as {
  file: string;
  title: string;
  questions: { question: string; answer: string }[];
}[];
const sample = SAMPLES[0]!;
const { question, answer } = sample.questions[0]!;

test.use({ launchOptions: { executablePath: ensureChromium(), args: chromiumFlags() } });

test("a stranger opens a sample, asks, turns the budget down, compares and opens a file, by keys alone", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  // Nobody but a person can answer Chrome's own dialog for files; without it the page asks as in other browsers.
  await page.addInitScript(() =>
    Object.defineProperty(window, "showOpenFilePicker", { value: undefined }),
  );
  await page.goto("./");
  await expect(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
  await shoot(page, "empty-light");

  await goTo(page, page.getByRole("button", { name: new RegExp(`^${sample.title}`) }));
  await press(page, "Enter");
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /25 percent, 288 of 1152 tokens/);

  await askByKeys(page, question);
  await expect(await answered(page, question)).toContainText(answer);

  // The chart follows the slider; nothing is decoded or encoded again.
  await goTo(page, retention, "Shift+Tab");
  await press(page, "PageDown");
  await expect(retention).toHaveAttribute(
    "aria-valuetext",
    /^(?!25 )\d+ percent, \d+ of 1152 tokens/,
  );
  while (Number(await retention.getAttribute("aria-valuenow")) > 10) await press(page, "ArrowLeft");
  await expect(retention).toHaveAttribute("aria-valuetext", /10 percent, 115 of 1152 tokens/);

  await askByKeys(page, question);
  const second = await answered(page, question);
  await expect(second).toContainText("115");
  await expect(second).toContainText(answer);
  // The bar of the frame in which the glimpse is new, whose tokens are lit on the stage.
  await goTo(page, page.locator(".bar-column[tabindex='0']"), "Shift+Tab");
  await press(page, "Home");
  await goTo(page, page.getByRole("option", { name: /^Frame 26,/ }), "ArrowRight");
  await shoot(page, "ask-light");
  await askByKeys(page, sample.questions[2]!.question);
  const third = await answered(page, sample.questions[2]!.question);
  await expect(third).toContainText("video reused");
  await expect(third).toContainText(sample.questions[2]!.answer);

  await goTo(page, page.getByRole("tab", { name: "Ask" }), "Shift+Tab");
  await press(page, "ArrowRight");
  await askByKeys(page, question);
  const table = page.getByRole("table");
  await expect(table).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
  await expect(table).toContainText(answer);
  // The full answer is known to be right, and every column was measured.
  await expect(table.locator(".verdict").first()).toHaveText("right");
  const kept = page.getByRole("region", { name: "What is kept and lost" });
  await expect(kept.getByRole("figure").first()).toContainText("100 %");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "compare-dark");
  await page.emulateMedia({ colorScheme: "light" });

  await goTo(page, page.getByRole("tab", { name: "Compare" }), "Shift+Tab");
  await press(page, "ArrowLeft");
  await goTo(page, page.getByRole("button", { name: "Open another" }), "Shift+Tab");
  // Before the menu, since a key is quicker than the browser learns who answers its dialog.
  const chooser = page.waitForEvent("filechooser");
  await press(page, "Enter");
  await expect(page.getByRole("menuitem", { name: "Choose a file" })).toBeFocused();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles("test/media/vp9.webm");
  await expect(page.getByRole("heading", { level: 1, name: "vp9.webm" })).toBeVisible();
  await expect(retention).toHaveAttribute("aria-valuetext", /10 percent, \d+ of \d+ tokens/);
  await press(page, "Tab");
  expect(failures).toEqual([]);
});

test("a link makes a comparison again, from nothing to its numbers", async ({ page }) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  const link = new URLSearchParams([
    ["sample", sample.file],
    ["video", sample.title],
    ["model", "framewise-shapes"],
    ["frames", "16"],
    ["q", question],
    ["q", sample.questions[2]!.question],
    ["c", "cover,0.25"],
    ["c", "uniform,0.1,positions=compact"],
    ["c", "fastv,0.5"],
  ]);
  await page.goto(`./#compare?${link}`);
  const table = page.getByRole("table");
  await expect(table).toHaveAttribute("aria-busy", "false");
  await expect(page.getByRole("heading", { name: "2 questions" })).toBeVisible();
  await expect(table.getByRole("columnheader")).toContainText([
    "All tokens",
    "Cover 25",
    "Uniform 10",
    "FastV 50",
  ]);
  await expect(table).toContainText(answer);
  await expect(table).toContainText(sample.questions[2]!.answer);
  await expect(table.locator("tbody", { hasText: "Right answers" })).toContainText("2 of 2");
  const plot = page.getByRole("region", { name: "Cost against agreement" });
  await expect(plot.getByRole("listitem")).toHaveCount(4);
  await shoot(page, "compare-link-light");
  await plot.scrollIntoViewIfNeeded();
  await shoot(page, "compare-plot-light");

  // Another comparison leaves it where it is.
  await page.getByRole("textbox", { name: "Question" }).fill("What shape is the main object?");
  const list = page.getByRole("navigation", { name: "Comparisons" });
  await list.getByText("New").click();
  await page.getByRole("button", { name: "By retention" }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByText(/Comparing, \d+ of \d+ steps done/)).toBeVisible();
  await page.keyboard.press("Escape");
  await list.getByRole("button", { name: /^1 / }).click();
  await expect(table.getByRole("columnheader")).toHaveCount(4);
  expect(failures).toEqual([]);
});

test("a link opens its view, and a reload brings settings, answers and video back", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const link = new URLSearchParams({
    sample: sample.file,
    plan: "cover,0.25",
    frames: "8",
    q: question,
  });
  await page.goto(`./#view?${link}`);
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /25 percent, 72 of 288 tokens/);
  const field = page.getByRole("textbox", { name: "Question" });
  await expect(field).toHaveValue(question);
  const first = await ask(page, question);
  const said = await first.textContent();
  await page.getByRole("button", { name: "10 percent" }).click();
  await field.fill("And what else?");
  await expect(page).toHaveURL(/plan=cover%2C0\.1&/);

  await page.reload();
  await expect(page.getByRole("article")).toHaveText(said ?? "");
  await expect(retention).toHaveAttribute("aria-valuetext", /10 percent, 29 of 288 tokens/);
  await expect(field).toHaveValue("And what else?");

  await page.getByRole("link", { name: "Framewise, start" }).click();
  await expect(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
  await page.goBack();
  await expect(retention).toHaveAttribute("aria-valuetext", /10 percent, 29 of 288 tokens/);
  expect(failures).toEqual([]);
});

test("a file that is no video is refused in words, and the page goes on working", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("./");
  await dropFile(page, "test/media/text.mp4");
  await expect(page.getByText("text.mp4 was not opened")).toBeVisible();
  await shoot(page, "error-light");
  // What was opened has an entry of its own, behind that of the start.
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
  await dropFile(page, "test/media/one-frame.mp4");
  await expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
    "aria-valuetext",
    /of 36 tokens/,
  );
  expect(failures).toEqual([]);

  // The built page runs no script that is written into it.
  const hasRun = await page.evaluate(() => {
    const script = document.createElement("script");
    script.append("globalThis.hasRun = true");
    document.body.append(script);
    return "hasRun" in globalThis;
  });
  expect(hasRun).toBe(false);
});

test("a phone's width shows the same page in one column", async ({ page }) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto("./");
  await page.getByRole("button", { name: new RegExp(`^${SAMPLES.at(-1)!.title}`) }).click();
  await expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
    "aria-valuetext",
    /percent, \d+ of 1152 tokens/,
  );
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide).toBe(0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await shoot(page, "phone-dark");
  expect(failures).toEqual([]);
});
