// The camera and a shared tab are read as they happen, asked while they run, watched for what a standing question names, which
// fires once, stopped, and brought back. The camera is the browser's own, of a drawn clock; the tab shows a blue disc, and then a
// red one.

import { expect, test, type Page } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "../../tools/dev/chromium.ts";
import { ask } from "./ask.ts";
import { watchFailures } from "./failures.ts";

const TITLE = "Clip to watch";

test.use({
  permissions: ["camera"],
  launchOptions: {
    executablePath: ensureChromium(),
    args: chromiumFlags({ importsFrames: false, sharedTitle: TITLE }),
  },
});

/** Draws a disc of the page's colour, and a little differently each time, so that the tab goes on sending pictures. */
const DRAWN = `<title>${TITLE}</title><body style="margin:0;background:#124">
<canvas id="picture" width="640" height="480"></canvas><script>
  window.color = "#2f6bff";
  let count = 0;
  setInterval(() => {
    const context = picture.getContext("2d");
    context.fillStyle = "#101050";
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = window.color;
    context.beginPath();
    context.arc(320 + (count++ % 2), 240, 130, 0, 7);
    context.fill();
  }, 100);
</script>`;

async function startLive(page: Page, source: string): Promise<void> {
  await page.getByRole("button", { name: "Watch live" }).click();
  const dialog = page.getByRole("dialog", { name: "Watch live" });
  await dialog.getByRole("radio", { name: source }).click();
  await dialog.getByRole("combobox", { name: "Reading rate" }).selectOption("2 frames a second");
  await dialog.getByRole("button", { name: "Start" }).click();
}

const chunks = (page: Page) =>
  page.getByRole("listbox", { name: /^Relevance/ }).getByRole("option");

test("the camera is read as it happens, asked, stopped, and is there after a reload", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.goto("./");
  await startLive(page, "Camera");
  await expect(page.getByRole("figure", { name: /, now$/ }).locator("video")).toBeVisible();
  await expect(chunks(page)).not.toHaveCount(0);
  await ask(page, "What just happened?", { isCut: true });
  await expect(chunks(page)).not.toHaveCount(1);
  await page.getByRole("button", { name: "Stop and save" }).click();
  await expect(page.getByText("Was read live")).toBeVisible();
  await expect(page.getByText(/^Saved, /)).toBeVisible();
  const count = await chunks(page).count();

  await page.reload();
  await expect(
    page.getByText("it was read live; its pictures are what is left of it"),
  ).toBeVisible();
  await expect(chunks(page)).toHaveCount(count);
  await ask(page, "What color is the main object?", { isCut: true });
  expect(failures).toEqual([]);
});

test("a shared tab is watched for a red thing, and the question fires once", async ({
  page,
  context,
}) => {
  const tab = await context.newPage();
  await tab.setContent(DRAWN);
  const failures = watchFailures(page);
  await page.goto("./");
  await startLive(page, "Screen or tab");
  await expect(chunks(page)).not.toHaveCount(0);

  await page.getByRole("button", { name: "Add a standing question" }).click();
  await page
    .getByRole("textbox", { name: "Question about each chunk" })
    .fill("What color is the main object?");
  await page.getByRole("textbox", { name: "Fires at the answer" }).fill("Red.");
  await page.getByRole("textbox", { name: "Not at" }).fill("Blue.; Green.; Yellow.; White.");
  await page.getByRole("combobox", { name: "Then rests" }).selectOption("300 s");
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  const watch = page.getByRole("region", { name: "Watch for" });
  await expect(watch).toContainText(/at \d+:\d+, \d+ checks?/);
  await expect(watch).toContainText("has not fired");

  await tab.evaluate("window.color = '#e22'");
  await expect(watch).toContainText("fired once");
  const checks = async () => Number(/(\d+) checks?/.exec((await watch.textContent()) ?? "")?.[1]);
  const before = await checks();
  await expect.poll(checks).toBeGreaterThan(before + 1);
  await expect(watch).toContainText("fired once");

  // Whoever stops sharing in the browser's own bar ends it; what was read stays.
  await tab.close();
  await expect(page.getByText(/^The shared screen stopped/)).toBeVisible();
  await expect(page.getByText(/^Saved, /)).toBeVisible();
  const turn = await ask(page, "What color is the main object?");
  await expect(turn).toContainText(/red|blue/i);
  expect(failures).toEqual([]);
});
