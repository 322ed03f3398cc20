// What the built page says of its own address.

import type { HtmlTagDescriptor } from "vite";
import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { publicAddress } from "../../tools/dev/public-address.ts";

const tags = (address: string | undefined): [unknown, unknown][] => {
  const { transformIndexHtml } = publicAddress(address);
  const made = (transformIndexHtml as () => HtmlTagDescriptor[])();
  return made.map(({ attrs }) => [attrs?.["property"], attrs?.["content"]]);
};

describe("the address of a published page", () => {
  it.each(["https://example.org/framewise/", "https://example.org/framewise"])(
    "makes the picture's absolute: %s",
    (address) => {
      expect(tags(address)).toEqual([
        ["og:url", "https://example.org/framewise/"],
        ["og:image", "https://example.org/framewise/icon-512.png"],
      ]);
    },
  );

  it("is not made up where nobody has told it", () => {
    expect(tags(undefined)).toEqual([]);
    expect(tags("")).toEqual([]);
    expect(readFileSync("index.html", "utf8")).not.toContain("og:image");
  });

  it.each(["example.org", "ftp://example.org/", "./"])(
    "is refused in a sentence: %s",
    (address) => {
      expect(() => tags(address)).toThrow(/PUBLIC_ADDRESS is/);
    },
  );

  it("is told by the workflow that publishes", () => {
    expect(readFileSync(".github/workflows/pages.yml", "utf8")).toContain("PUBLIC_ADDRESS:");
  });
});
