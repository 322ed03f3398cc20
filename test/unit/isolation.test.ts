import { describe, expect, it } from "vitest";
import { ISOLATION, isolated } from "../../src/offline/isolation.ts";

describe("isolated", () => {
  it("adds the headers and keeps the rest", async () => {
    const response = isolated(
      new Response("<p>", { status: 203, headers: { "content-type": "text/html" } }),
    );
    expect(response.status).toBe(203);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/html",
      "cross-origin-opener-policy": ISOLATION["Cross-Origin-Opener-Policy"],
      "cross-origin-embedder-policy": ISOLATION["Cross-Origin-Embedder-Policy"],
    });
    expect(await response.text()).toBe("<p>");
  });

  it("leaves alone what it cannot read", () => {
    const failed = Response.error();
    expect(isolated(failed)).toBe(failed);
  });

  it("takes a response without a body", () => {
    expect(isolated(new Response(null, { status: 304 })).status).toBe(304);
  });
});
