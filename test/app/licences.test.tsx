import { describe, expect, onTestFinished, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { showPage } from "../support/page.tsx";

const PACKAGES = [
  { name: "one", version: "1.2.3", licence: "ISC", text: "Do as you like." },
  { name: "two", version: "4.5.6", licence: "MIT", text: "Do as you like, too." },
];

function answerWith(...responses: readonly Response[]): void {
  const left = [...responses];
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async () => left.shift()!);
  onTestFinished(() => spy.mockRestore());
}

async function openLicences(): Promise<void> {
  const { store } = await showPage();
  store.getState().actions.showDialog("help");
  await userEvent.click(page.getByText("Licences", { exact: true }));
}

describe("the licences", () => {
  test("are listed in the help, each with its text", async () => {
    answerWith(Response.json(PACKAGES));
    await openLicences();
    await expect.element(page.getByText("one 1.2.3 · ISC")).toBeVisible();
    await expect.element(page.getByText("Do as you like, too.")).not.toBeVisible();
    await userEvent.click(page.getByText("two 4.5.6 · MIT"));
    await expect.element(page.getByText("Do as you like, too.")).toBeVisible();
  });

  test("that cannot be read are said to be missing, and asked for again", async () => {
    answerWith(new Response("", { status: 404 }), Response.json(PACKAGES));
    await openLicences();
    await expect.element(page.getByRole("alert")).toHaveTextContent(/list could not be read/);
    await userEvent.click(page.getByText("Licences", { exact: true }));
    await userEvent.click(page.getByText("Licences", { exact: true }));
    await expect.element(page.getByText("one 1.2.3 · ISC")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});
