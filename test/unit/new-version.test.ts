import { describe, expect, it } from "vitest";
import { toPlainError } from "../../src/base/errors.ts";
import { isOtherVersion } from "../../src/offline/new-version.ts";

const page = (script: string): string =>
  `<!doctype html><html><head><script type="module" crossorigin src="./assets/${script}"></script></head></html>`;

describe("a new deploy under an open tab", () => {
  it("is known by the scripts that the page begins with", () => {
    expect(isOtherVersion(page("index-b.js"), page("index-a.js"))).toBe(true);
    expect(isOtherVersion(page("index-a.js"), page("index-a.js"))).toBe(false);
  });

  it("is not taken for one when the server answers with something else", () => {
    expect(isOtherVersion("", page("index-a.js"))).toBe(false);
    expect(isOtherVersion("<h1>Sign in to this network</h1>", page("index-a.js"))).toBe(false);
  });

  it("is named as the reason where a part of the page is missing", () => {
    const missing = new TypeError(
      "Failed to fetch dynamically imported module: https://example.test/assets/client-a.js",
    );
    expect(toPlainError(missing)).toMatchObject({
      code: "page-part",
      hint: expect.stringContaining("a newer version has probably taken its place"),
    });
  });
});
