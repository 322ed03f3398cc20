// Every package that the page is made of is named in the built page, with its licence.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { watchFailures } from "./failures.ts";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
};
/** Those that the page's own code imports; they are bundled, so nobody who installs the package needs them. */
const BUNDLED = ["idb", "react", "react-dom", "react-markdown", "zustand", "@visx/axis"];

test("the licences of all packages are in the help", async ({ page }) => {
  const failures = watchFailures(page);
  await page.goto("./");
  await expect(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
  await page.getByRole("button", { name: "Help and keys" }).click();
  const licences = page.locator("details.licences");
  await licences.getByText("Licences", { exact: true }).click();
  for (const name of [...Object.keys(dependencies), ...BUNDLED]) {
    const entry = licences
      .getByRole("listitem")
      .filter({ hasText: `${name} ` })
      .first();
    await expect(entry).toHaveText(/\d+\.\d+\.\d+ · \S+/);
  }
  const mpl = licences.getByText(/^mediabunny .* · MPL-2\.0$/);
  await mpl.click();
  await expect(licences.getByText(/^Mozilla Public License/).first()).toBeVisible();
  expect(failures).toEqual([]);
});
