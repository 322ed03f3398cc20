// A ten-minute video in which one thing appears for two seconds, between what 32 even frames see: read whole, asked
// while it is read and after, saved, opened again in another visit, deleted.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { ask } from "./ask.ts";
import { dropFile } from "./drop-file.ts";
import { shoot } from "./shots.ts";

const CLIP = "test-results/clips/ten-minutes.mp4";
/** Drawn at one frame in two seconds, read at one in four. */
const [SECONDS, SEED] = [600, 13];
const NEEDLE = "What appears briefly?";
const OTHER = "How many scenes are there?";

let needleSec = 0;
let needle = "";

test.beforeAll(() => {
  mkdirSync("test-results/clips", { recursive: true });
  const args = ["tsx", "tools/samples/long.ts", CLIP, `${SECONDS}`, `${SEED}`, "--fps", "0.5"];
  const told = execFileSync("npx", args, { encoding: "utf8" });
  const found = /^(\w+ \w+): ([\d.]+)–/m.exec(told);
  if (found === null) throw new Error(`The clip has no needle: ${told}`);
  needle = found[1]!;
  needleSec = Number(found[2]);
});

const ribbon = (page: Page): Locator => page.getByRole("listbox", { name: /^Relevance/ });
const loaded = (page: Page): Promise<string[]> =>
  ribbon(page)
    .getByRole("option", { name: /re-loaded in detail/ })
    .evaluateAll((options) =>
      options.map((one) => /^Chunk \d+/.exec(one.ariaLabel ?? "")?.[0] ?? ""),
    );

const isRead = (page: Page): Promise<void> =>
  expect(page.getByRole("progressbar", { name: "Reading" })).toBeHidden({ timeout: 900_000 });

test.setTimeout(1_200_000);

test("ten minutes are read whole, asked, saved, opened in another visit and deleted", async ({
  page,
}) => {
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("./");
  await dropFile(page, CLIP);

  // A long video is read whole by itself, at a frame a second; a choice waits for a press.
  const reading = page.getByRole("progressbar", { name: "Reading" });
  await expect(reading).toBeVisible();
  await page.getByRole("combobox", { name: "Reading rate" }).selectOption("1/4 frame a second");
  await expect(page.getByText("another reading takes 150 frames, 19 chunks")).toBeVisible();
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(reading).toHaveAttribute("aria-valuetext", /of 150 frames/);

  // It can be asked while it is read, and paused.
  await expect(ribbon(page).getByRole("option")).not.toHaveCount(0);
  await ask(page, OTHER);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  const paused = await reading.getAttribute("aria-valuetext");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(reading).not.toHaveAttribute("aria-valuetext", paused ?? "");
  await isRead(page);
  await expect(ribbon(page).getByRole("option")).toHaveCount(19);

  const first = await ask(page, NEEDLE);
  await expect(first).toContainText(new RegExp(needle, "i"));
  const chunk = Math.floor((needleSec / SECONDS) * (SECONDS / 4 / 8));
  const nearNeedle = await loaded(page);
  expect(nearNeedle).toContain(`Chunk ${chunk + 1}`);
  // The moments under the answer seek: the most relevant one is the needle.
  await first.getByRole("button", { name: new RegExp(`chunk ${chunk + 1}$`) }).click();
  await expect(
    page.getByRole("figure", { name: new RegExp(`chunk ${chunk + 1} of`) }),
  ).toBeVisible();
  await shoot(page, "long-light");

  await ask(page, OTHER);
  expect(await loaded(page)).not.toEqual(nearNeedle);
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "long-dark");

  await page.getByRole("button", { name: "Save memory" }).click();
  await expect(page.getByText(/^Saved, /)).toBeVisible();

  // Another visit.
  await page.reload();
  await page.getByRole("button", { name: "Open ten-minutes.mp4" }).click();
  await expect(page.getByText("Brought back from the disk", { exact: true })).toBeVisible();
  await expect(ribbon(page).getByRole("option")).toHaveCount(19);
  const again = await ask(page, NEEDLE);
  await expect(again).toContainText(new RegExp(needle, "i"));
  expect(await loaded(page)).toEqual(nearNeedle);
  await again.getByRole("button", { name: new RegExp(`chunk ${chunk + 1}$`) }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => window.scrollTo(0, 0));
  await shoot(page, "phone-long");
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.locator(".model-chip").click();
  const models = page.getByRole("dialog", { name: "Models" });
  await models.getByRole("tab", { name: "On this disk" }).click();
  await models.getByRole("button", { name: "Delete ten-minutes.mp4" }).click();
  await models.getByRole("button", { name: "Delete ten-minutes.mp4 for good" }).click();
  await expect(models.getByText("ten-minutes.mp4")).toHaveCount(0);
  expect(failures).toEqual([]);
});
