// What Chromium makes the page believe of the reader's system, until the test ends or the returned function is called.

import { expect, onTestFinished } from "vitest";
import { cdp } from "vitest/browser";

/** A contrast theme of the system, on a light ground or a dark one. */
export async function inContrastTheme(
  ground: "light" | "dark" = "light",
): Promise<() => Promise<void>> {
  const leave = async () => void (await cdp().send("Emulation.setEmulatedMedia", { features: [] }));
  onTestFinished(leave);
  const features = [
    { name: "forced-colors", value: "active" },
    { name: "prefers-color-scheme", value: ground },
  ];
  await cdp().send("Emulation.setEmulatedMedia", { features });
  await expect.poll(() => matchMedia("(forced-colors: active)").matches).toBe(true);
  return leave;
}

/** A screen that is touched. */
export async function asTouched(): Promise<() => Promise<void>> {
  const touch = async (enabled: boolean) =>
    void (await cdp().send("Emulation.setTouchEmulationEnabled", { enabled }));
  const leave = () => touch(false);
  onTestFinished(leave);
  await touch(true);
  await expect.poll(() => matchMedia("(pointer: coarse)").matches).toBe(true);
  return leave;
}
