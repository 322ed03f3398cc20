import type { Page } from "@playwright/test";

/**
 * What the page throws and what it writes as errors, from now on; call it before the first `goto`. That a file is not
 * there is no error: a model's optional files are asked for.
 */
export function watchFailures(page: Page): readonly string[] {
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (line) => {
    const isMissing = line.text().startsWith("Failed to load resource");
    if (line.type() === "error" && !isMissing) failures.push(line.text());
  });
  return failures;
}
