// The folders of the page import each other one way, like the floors of the house: none can be reached from what it imports.

import { posix } from "node:path";
import { expect, it } from "vitest";

const FILES = import.meta.glob<string>("../../../src/app/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

const APP = "../../../src/app/";

/** Name of a file's folder below `src/app`; "App" for those that stand in it; null outside. */
function folderOf(path: string): string | null {
  if (!path.startsWith(APP)) return null;
  const [first = "", ...rest] = path.slice(APP.length).split("/");
  return rest.length > 0 ? first : "App";
}

/** Folders by the folders that import them, each with a file that does. */
function importsByFolder(): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>();
  for (const [path, text] of Object.entries(FILES)) {
    const from = folderOf(path)!;
    const targets = all.get(from) ?? new Map<string, string>();
    all.set(from, targets);
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const to = folderOf(posix.join(posix.dirname(path), specifier));
      if (to !== null && to !== from) targets.set(to, path.slice(APP.length));
    }
  }
  return all;
}

it("has no two folders of the page import each other, directly or around", () => {
  const imports = importsByFolder();
  expect(imports.size).toBeGreaterThan(8);
  const circles: string[] = [];
  const visit = (folder: string, way: readonly string[]): void => {
    if (way.includes(folder)) {
      const circle = way.slice(way.indexOf(folder));
      const files = circle.map((each, i) => imports.get(each)!.get(circle[i + 1] ?? folder));
      circles.push(`${[...circle, folder].join(" → ")} by ${files.join(", ")}`);
      return;
    }
    for (const next of imports.get(folder)?.keys() ?? []) visit(next, [...way, folder]);
  };
  for (const folder of imports.keys()) visit(folder, []);
  expect(circles).toEqual([]);
});

it("has no area of the page import its frame", () => {
  const areas = [...importsByFolder()].filter(([folder]) => folder !== "App");
  const framed = areas.filter(([, targets]) => targets.has("shell") || targets.has("App"));
  expect(framed.map(([folder]) => folder)).toEqual([]);
});
