// Everything that can be done, by its name and by the keyboard alone.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { inContrastTheme } from "../support/emulated.ts";
import { blottedTexts } from "../support/forced-colors.ts";
import { showClip, showPage } from "../support/page.tsx";

test("Ctrl K opens the commands, the arrows choose, Enter does it, and Escape closes", async () => {
  const { store } = await showPage();
  await userEvent.keyboard("{Control>}k{/Control}");
  const field = page.getByRole("combobox", { name: "Command" });
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard("theme");
  const chosen = () => document.querySelector(".commands [aria-selected=true] span")?.textContent;
  await expect.poll(chosen).toBe("Light theme");
  await userEvent.keyboard("{ArrowDown}");
  await expect.poll(chosen).toBe("Dark theme");
  expect(field.element().getAttribute("aria-activedescendant")).toBe(
    document.querySelector(".commands [aria-selected=true]")?.id,
  );
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  await expect.poll(chosen).toBe("Theme of the system");
  await userEvent.keyboard("{Home}{ArrowDown}{Enter}");
  await expect.element(field).not.toBeInTheDocument();
  expect(store.getState().theme).toBe("dark");
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.keyboard("no such thing");
  await expect.element(page.getByText("Nothing is called that.")).toBeVisible();
  await userEvent.keyboard("{Enter}{Escape}");
  await expect.element(field).not.toBeInTheDocument();
  expect(store.getState().dialog).toBe("none");
});

test("the command for a question gives the prompt the focus, and one is pressed as well as chosen", async () => {
  await showClip();
  await userEvent.keyboard("{Control>}k{/Control}");
  await page.getByRole("option", { name: "Ask a question" }).click();
  await expect.element(page.getByRole("textbox", { name: "Question" })).toHaveFocus();
  // It works while something is typed too.
  await userEvent.keyboard("{Control>}k{/Control}");
  await expect.element(page.getByRole("combobox", { name: "Command" })).toHaveFocus();
});

test("a contrast theme puts no ground of its own behind the command under the pointer", async () => {
  await showClip();
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.hover(page.getByRole("option", { name: "Ask a question" }));
  await inContrastTheme();
  await expect.poll(blottedTexts).toEqual([]);
});
