// The page to those who install it and to previews of links: its manifest names icons that are there, at their sizes, and the
// kinds of files that the page opens.

import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ACCEPTED } from "../../src/app/ui/pick-video.ts";

interface Manifest {
  readonly icons: readonly {
    readonly src: string;
    readonly sizes: string;
    readonly type: string;
  }[];
  readonly file_handlers: readonly {
    readonly action: string;
    readonly accept: Readonly<Record<string, readonly string[]>>;
  }[];
}

const manifest = JSON.parse(readFileSync("public/manifest.webmanifest", "utf8")) as Manifest;

it("has icons that are there, at the sizes that it says", () => {
  const sizes = manifest.icons.map(({ src, type }) => {
    const file = `public/${src}`;
    expect(existsSync(file)).toBe(true);
    if (type !== "image/png") return "any";
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
  });
  expect(sizes).toEqual(manifest.icons.map((icon) => icon.sizes));
  expect(sizes).toContain("192x192");
  expect(sizes).toContain("512x512");
});

it("opens the kinds of files that the page's own buttons take", () => {
  const accept = Object.assign({}, ...manifest.file_handlers.map((one) => one.accept)) as object;
  for (const [type, extensions] of Object.entries(accept) as [string, string[]][]) {
    const named = type.startsWith("video/") ? extensions : [type];
    for (const name of named) expect(ACCEPTED.split(",")).toContain(name);
  }
});

it("is named by the page, beside which its parts lie", () => {
  const page = readFileSync("index.html", "utf8");
  expect(page).toContain('<link rel="manifest" href="./manifest.webmanifest" />');
  for (const { src } of manifest.icons) expect(src).toMatch(/^\.\//);
});

it("tells previews of links what it is", () => {
  const page = readFileSync("index.html", "utf8");
  for (const of of ['property="og:title"', 'property="og:description"', 'name="twitter:card"'])
    expect(page).toMatch(new RegExp(`<meta\\s+${of}\\s+content="[^"]+"`));
});
