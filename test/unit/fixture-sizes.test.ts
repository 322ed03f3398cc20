// What the tests keep stays small enough to be cloned at once.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const TEST = join(import.meta.dirname, "..");
const MOST_BYTES = 8_000_000;

const bytesIn = (folder: string): number =>
  readdirSync(join(TEST, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

it(`fixtures and clips have at most ${MOST_BYTES / 1e6} MB together`, () => {
  const bytes = bytesIn("fixtures") + bytesIn("media");
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
