import type { Page } from "@playwright/test";

/**
 * What the page throws, what it writes as errors (breaches of its Content-Security-Policy among them), and what it asks of
 * other hosts than its own and `hosts`, from now on; call it before the first `goto`. That a file is not there is no error:
 * a model's optional files are asked for.
 */
export function watchFailures(page: Page, hosts: readonly string[] = []): readonly string[] {
  const failures: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (page.url() === "about:blank" || !protocol.startsWith("http")) return;
    if (host === new URL(page.url()).host || hosts.includes(host)) return;
    failures.push(`${request.url()} was asked for.`);
  });
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (line) => {
    const isMissing = line.text().startsWith("Failed to load resource");
    if (line.type() === "error" && !isMissing) failures.push(line.text());
  });
  return failures;
}
