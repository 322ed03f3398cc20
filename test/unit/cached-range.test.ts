import { describe, expect, it } from "vitest";
import { cachedRange } from "../../src/offline/cached-range.ts";

const whole = (): Response =>
  new Response(
    Uint8Array.from({ length: 10 }, (_, i) => i),
    {
      headers: { "content-type": "video/mp4" },
    },
  );

describe("a range of a kept file", () => {
  it.each([
    ["bytes=0-", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "bytes 0-9/10"],
    ["bytes=3-5", [3, 4, 5], "bytes 3-5/10"],
    ["bytes=8-99", [8, 9], "bytes 8-9/10"],
    ["bytes=-2", [8, 9], "bytes 8-9/10"],
  ])("%s is answered with its bytes", async (range, bytes, header) => {
    const response = await cachedRange(whole(), range);
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(header);
    expect(response.headers.get("content-type")).toBe("video/mp4");
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(bytes);
  });

  it.each(["bytes=10-", "bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=1-2"])(
    "%s is refused",
    async (range) => {
      const response = await cachedRange(whole(), range);
      expect(response.status).toBe(416);
      expect(response.headers.get("content-range")).toBe("bytes */10");
    },
  );
});
