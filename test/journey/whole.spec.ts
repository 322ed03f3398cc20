// A ten-minute video in which four things appear for two seconds each, between what 32 even frames see: read whole, asked
// while it is read and after, left in the middle and gone on with, each question about another thing and so from another chunk,
// saved, brought back in another visit, deleted.

import { expect, test, type Locator, type Page } from "@playwright/test";
import { ask } from "./ask.ts";
import { dropFile } from "./drop-file.ts";
import { watchFailures } from "./failures.ts";
import { drawLongClip } from "./long-clip.ts";
import { shoot } from "./shots.ts";

/** Drawn at one frame in two seconds, read at one in four. */
const CLIP = { name: "ten-minutes.mp4", seconds: 600, seed: 1378, things: 4, fps: 0.5 };
const WHILE_READ = "What color is the main object?";
const RED = "What shape is the red object?";
const GREEN = "Where does the green object appear?";

interface Thing {
  readonly shape: string;
  /** As the ribbon names it. */
  readonly chunk: string;
  /** Where it appears, as the model says it. */
  readonly place: string;
}
/** By colour. */
let things: ReadonlyMap<string, Thing>;
let path = "";

test.beforeAll(() => {
  const drawn = drawLongClip(CLIP);
  path = drawn.path;
  things = new Map(
    [...drawn.told.matchAll(/^(\w+) (\w+): ([\d.]+)–[\d.]+ s\. (.+)$/gm)].map(
      ([, color = "", shape = "", sec, place = ""]) => {
        const chunk = `Chunk ${1 + Math.floor(Number(sec) / 4 / 8)}`;
        return [color, { shape, chunk, place }];
      },
    ),
  );
});

const ribbon = (page: Page): Locator => page.getByRole("listbox", { name: /^Relevance/ });
const thing = (color: string): Thing => {
  const found = things.get(color);
  if (found === undefined) throw new Error(`Nothing ${color} appears in the clip.`);
  return found;
};
const loaded = (page: Page): Promise<string[]> =>
  ribbon(page)
    .getByRole("option", { name: /\d, in detail(?! as an end)/ })
    .evaluateAll((options) =>
      options.map((one) => /^Chunk \d+/.exec(one.ariaLabel ?? "")?.[0] ?? ""),
    );

const isRead = (page: Page): Promise<void> =>
  expect(page.getByRole("progressbar", { name: "Reading" })).toBeHidden({ timeout: 900_000 });

test.setTimeout(1_800_000);

test("ten minutes are read whole, over a reload, asked, saved, brought back in another visit and deleted", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("./");
  await dropFile(page, path);

  // A long video is read whole by itself, at a frame a second; a choice waits for a press.
  const reading = page.getByRole("progressbar", { name: "Reading" });
  await expect(reading).toBeVisible();
  await page.getByRole("combobox", { name: "Reading rate" }).selectOption("1/4 frame a second");
  await expect(page.getByText("another reading takes 150 frames, 19 chunks")).toBeVisible();
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(reading).toHaveAttribute("aria-valuetext", /of 150 frames/);

  // It can be asked while it is read, and paused.
  await expect(ribbon(page).getByRole("option")).not.toHaveCount(0);
  await ask(page, WHILE_READ);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  const paused = await reading.getAttribute("aria-valuetext");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(reading).not.toHaveAttribute("aria-valuetext", paused ?? "");

  // The page is left in the middle, after it has asked: the reading goes on from there when it has its file.
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText("Interrupted", { exact: true })).toBeVisible();
  const kept = await ribbon(page).getByRole("option").count();
  expect(kept).toBeGreaterThan(0);
  await page.getByLabel("The video of this memory").setInputFiles(path);
  await expect(page.getByText("Interrupted", { exact: true })).toBeHidden();
  await expect(ribbon(page).getByRole("option").nth(kept)).toBeVisible();
  await isRead(page);
  await expect(ribbon(page).getByRole("option")).toHaveCount(19);

  const red = await ask(page, RED);
  await expect(red).toContainText(`A ${thing("red").shape}.`);
  expect(await loaded(page)).toContain(thing("red").chunk);
  // The moments under the answer seek: the most relevant one is the red thing.
  const moment = red.getByRole("button", { name: / chunk \d+$/i }).first();
  await expect(moment).toHaveAccessibleName(new RegExp(`${thing("red").chunk}$`, "i"));
  await moment.click();
  const figure = page.getByRole("figure", { name: new RegExp(`${thing("red").chunk} of`, "i") });
  await expect(figure).toBeVisible();
  await shoot(page, "whole-light");

  // With one chunk in detail each question takes its own.
  await page.getByRole("combobox", { name: "Re-load" }).selectOption({ index: 0 });
  const green = await ask(page, GREEN);
  await expect(green).toContainText(thing("green").place);
  expect(await loaded(page)).toEqual([thing("green").chunk]);
  await ask(page, RED);
  const nearRed = await loaded(page);
  expect(nearRed).toEqual([thing("red").chunk]);
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "whole-dark");

  await page.getByRole("button", { name: "Save memory" }).click();
  await expect(page.getByText(/^Saved, /)).toBeVisible();

  // Another visit.
  await page.reload();
  await expect(page.getByText("Brought back from the disk", { exact: true })).toBeVisible();
  await expect(ribbon(page).getByRole("option")).toHaveCount(19);
  await page.getByRole("combobox", { name: "Re-load" }).selectOption({ index: 0 });
  const again = await ask(page, RED);
  await expect(again).toContainText(`A ${thing("red").shape}.`);
  expect(await loaded(page)).toEqual(nearRed);
  await again.getByRole("button", { name: / chunk \d+$/i }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => window.scrollTo(0, 0));
  await shoot(page, "phone-whole");
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.locator(".model-chip").click();
  const models = page.getByRole("dialog", { name: "Models" });
  await models.getByRole("tab", { name: "On this disk" }).click();
  await models.getByRole("button", { name: "Delete ten-minutes.mp4" }).click();
  await models.getByRole("button", { name: "Delete ten-minutes.mp4 from this disk" }).click();
  await expect(models.getByRole("alert")).toHaveText(/^ten-minutes\.mp4 was deleted\./);
  await expect(models.getByRole("button", { name: "Open ten-minutes.mp4" })).toHaveCount(0);
  expect(failures).toEqual([]);
});
