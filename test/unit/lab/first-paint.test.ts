// What loads before anything is drawn stays small, and README says what it weighs.

import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { weighFirstPaint } from "../../../tools/lab/bench/first-paint.ts";
import { FIRST_PAINT_WANTED_KB } from "../../../tools/lab/bench/measure.ts";

it("the first paint weighs no more than wanted, and what README says", async () => {
  // What vitest sets makes a build for trying.
  vi.stubEnv("NODE_ENV", "production");
  const { scriptBytes, styleBytes } = await weighFirstPaint();
  const kilobytes = (scriptBytes + styleBytes) / 1000;
  expect(kilobytes).toBeLessThan(FIRST_PAINT_WANTED_KB);
  const said = /first paint, gzip\s*\|\s*(\d+) kB/.exec(readFileSync("README.md", "utf8"))?.[1];
  expect(Math.abs(Number(said) - kilobytes)).toBeLessThan(5);
});
