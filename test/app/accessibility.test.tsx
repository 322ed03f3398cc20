// Every screen looked at by axe: names, roles and contrast in the light theme, contrast again in the dark one; in a contrast theme of
// the system, and on a phone that is touched. Nothing on it lies over anything else. It finds what a machine can find; keys and the
// focus are tested where they belong.

import axe from "axe-core";
import { beforeAll, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { loadParts } from "../../src/app/shell/parts.ts";
import { asTouched, inContrastTheme } from "../support/emulated.ts";
import {
  blottedTexts,
  unseenFocus,
  unseenMarks,
  unseenSelections,
} from "../support/forced-colors.ts";
import { overlaps } from "../support/overlaps.ts";
import { DESKTOP, PHONE } from "../support/page.tsx";
import { showScene } from "../support/scene.tsx";
import { smallTargets } from "../support/touch-targets.ts";

const SCREENS = [
  "empty",
  "recent",
  "opening",
  "between",
  "part",
  "subtitles",
  "subtitles-inside",
  "pictures",
  "opening-player",
  "ask",
  "simple-ask",
  "simple-whole-8",
  "left-out",
  "patches",
  "merged",
  "streaming",
  "conversation",
  "batch",
  "failed",
  "declined",
  "compare-setup",
  "compare-models",
  "compare-models-setup",
  "compareall",
  "evaluate-start",
  "evaluate-setup",
  "evaluate",
  "evaluate-list",
  "timings",
  "models",
  "models-details",
  "models-settings",
  "download",
  "storage",
  "storage-deleted",
  "leave-answer",
  "whole-reading-75",
  "whole-8",
  "whole-75",
  "whole-paused",
  "whole-interrupted",
  "whole-saved",
  "whole-contents",
  "whole-chapters-8",
  "live-dialog",
  "live-watch",
  "live-slow",
  "live-ended",
  "codec",
  "offline",
  "error",
  "processor-help",
  "lost",
  "help",
  "commands",
  "whole-leave-75",
  "whole-leave-read-75",
  "whole-leave-model-75",
  "whole-other-model",
];

// What has not arrived cannot be looked at.
beforeAll(loadParts);

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Whether something moves that comes to an end. */
const isMoving = (): boolean =>
  document
    .getAnimations()
    .some(
      ({ effect, playState }) =>
        playState === "running" && effect?.getComputedTiming().iterations !== Infinity,
    );

/**
 * Resolves when what was done last is drawn and nothing moves any more. It looks again after each frame, because Chromium never
 * resolves `Animation.finished` of some that have finished.
 */
async function atRest(): Promise<void> {
  await nextFrame();
  do await nextFrame();
  while (isMoving());
}

/** A page that still changes while axe looks, as when a list is read again, has headings out of order for a moment. */
const AT_REST = { timeout: 60_000 };

/** The rules that a theme has to do with: it changes colours and, but for the name of its switch, nothing else. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

const RULES = { light: null, dark: OF_COLOURS } as const;

/** Returns what axe objects to, as "rule: why: where". `rules`: null for all. */
async function objections(rules: readonly string[] | null): Promise<string[]> {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    ...(rules !== null && { runOnly: [...rules] }),
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ failureSummary = "", html }) => `${id}: ${failureSummary}: ${html}`),
  );
}

/** What a contrast theme hides. The last key must have been one of the keyboard. */
const untold = () => [...unseenSelections(), ...unseenMarks(), ...unseenFocus(), ...blottedTexts()];

/** Screens that have marks of data, so that the look at these looks at some. */
const MARKED: Readonly<Record<string, readonly string[]>> = {
  compareall: [".first-token i", ".bar-row dd > i"],
  "whole-8": [".chunk-cell", ".meter i"],
  ask: [".bar", ".rail", ".cells i", ".thumb"],
};

test("axe has no other rules of colours that are on", () => {
  const known = axe.getRules(["cat.color"]).map(({ ruleId }) => ruleId);
  expect(known.toSorted()).toEqual([...OF_COLOURS, "color-contrast-enhanced"].toSorted());
});

const SHOWN = [
  ...SCREENS.map((name) => ({ name, on: "a desktop", size: DESKTOP })),
  ...["ask", "compare", "evaluate", "models"].map((name) => ({ name, on: "a phone", size: PHONE })),
];

test.each(SHOWN)(
  "axe objects to nothing in both themes of $name on $on, a contrast theme hides nothing, and fingers hit all",
  async ({ name, size }) => {
    await page.viewport(size[0], size[1]);
    const store = await showScene(name);
    await atRest();
    await expect.poll(overlaps, { ...AT_REST, message: "in the window" }).toEqual([]);
    for (const theme of ["light", "dark"] as const) {
      store.getState().actions.setTheme(theme);
      await atRest();
      const look = () => objections(RULES[theme]);
      await expect.poll(look, { ...AT_REST, message: theme }).toEqual([]);
    }
    const leaveTheme = await inContrastTheme();
    await userEvent.keyboard("{Shift}");
    await atRest();
    await expect.poll(untold, { ...AT_REST, message: "contrast theme" }).toEqual([]);
    await leaveTheme();
    const leaveTouch = await asTouched();
    await page.viewport(...PHONE);
    await atRest();
    await expect.poll(smallTargets, { ...AT_REST, message: "touch" }).toEqual([]);
    await expect.poll(overlaps, { ...AT_REST, message: "on a phone" }).toEqual([]);
    await leaveTouch();
  },
);

test.each(Object.entries(MARKED))(
  "a contrast theme on a dark ground hides nothing of %s either",
  async (name, marks) => {
    await page.viewport(...DESKTOP);
    const store = await showScene(name);
    store.getState().actions.setTheme("system");
    await inContrastTheme("dark");
    await userEvent.keyboard("{Shift}");
    await atRest();
    for (const mark of marks) await expect.poll(() => document.querySelector(mark)).not.toBeNull();
    await expect.poll(untold, AT_REST).toEqual([]);
    await expect.poll(() => objections(OF_COLOURS), AT_REST).toEqual([]);
  },
);
