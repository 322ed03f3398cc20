// The two depths of the page: what a reader of videos sees first, and everything.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { PHONE, showClip, showTalk, WALL } from "../support/page.tsx";

const simple = (): Map<string, string> => new Map();
const inspect = page.getByRole("button", { name: "Inspect" });
/** Words of the field, wherever they are shown. */
const FIELD = /\u03c3|\bKV\b|re-?load|prefill|tokens\/s|positions/i;
const shownText = () => document.body.innerText;

test("frames and an answer are shown without words of the field, until the reader inspects", async () => {
  const { store, storage } = await showClip({ storage: simple() });
  await store.getState().actions.ask("What is it?");
  await expect.element(page.getByRole("article")).toHaveTextContent(/to the first word/);
  await expect.element(page.getByRole("combobox", { name: "Method" })).toBeVisible();
  expect(shownText()).not.toMatch(FIELD);
  await expect.element(page.getByRole("region", { name: "Timings" })).not.toBeInTheDocument();
  await expect.element(inspect).toHaveAttribute("aria-pressed", "false");
  await userEvent.click(inspect);
  await expect.element(inspect).toHaveAttribute("aria-pressed", "true");
  await expect.element(page.getByRole("region", { name: "Timings" })).toBeVisible();
  await expect.element(page.getByRole("combobox", { name: "Frame budget" })).toBeVisible();
  await expect.element(page.getByRole("article")).toHaveTextContent(/tokens\/s.*KV/);
  expect(storage.get("framewise.preferences")).toContain('"isInspecting":true');
});

test("a long video is shown without words of the field, until the reader inspects", async () => {
  const { store } = await showTalk({ storage: simple() });
  await store.getState().actions.ask(WALL);
  await expect.element(page.getByRole("article")).toHaveTextContent(/Based on/);
  expect(shownText()).not.toMatch(FIELD);
  await userEvent.click(inspect);
  await expect.element(page.getByRole("meter", { name: "KV on the GPU" })).toBeVisible();
  await expect.element(page.getByRole("combobox", { name: "Re-load" })).toBeVisible();
});

test("on a phone the switch is in the menu, and nothing there has words of the field before", async () => {
  await showClip({ storage: simple(), size: PHONE });
  expect(shownText()).not.toMatch(FIELD);
  await expect.element(page.getByRole("tab", { name: "Timings" })).not.toBeInTheDocument();
  await userEvent.click(page.getByRole("button", { name: "Menu" }));
  const menu = page.getByRole("dialog", { name: "Menu" });
  await expect.element(menu).toBeVisible();
  expect(menu.element().textContent).not.toMatch(FIELD);
  await userEvent.click(menu.getByRole("button", { name: "Inspect" }));
  await expect.element(menu.getByRole("combobox", { name: "Frame budget" })).toBeVisible();
});
