// The head of a saved memory in its text, with chunks that were forgotten.

import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../src/base/sha256.ts";
import { FORGOTTEN, headText, parseHead } from "../../../src/memory/store/saved-head.ts";

const part = (bytes: number) => ({ bytes, sha256: "a".repeat(64) });
const there = { record: part(10), entries: part(20) };

describe("the head of a saved memory", () => {
  it("has a few bytes for each forgotten chunk, so that hours of them stay short", async () => {
    const chunks = [there, ...Array<typeof FORGOTTEN>(3_600).fill(FORGOTTEN), there];
    const text = await headText({ about: { name: "camera" }, chunks, states: null });
    expect(text.length).toBeLessThan(3_600 * 5 + 1_000);
    const head = await parseHead(text);
    expect(head.chunks).toEqual(chunks);
    expect(head.canGrow).toBe(true);
    expect(await headText(head)).toBe(text);
  });

  it("is read as earlier versions wrote it, with a forgotten chunk's empty parts", async () => {
    const body = { about: null, chunks: [there, FORGOTTEN] };
    const sha256 = await sha256Hex(new TextEncoder().encode(JSON.stringify(body)));
    const head = await parseHead(JSON.stringify({ version: 4, sha256, ...body }));
    expect(head.chunks).toEqual([there, FORGOTTEN]);
  });

  it("is refused when a chunk was put in the place of a forgotten one", async () => {
    const text = await headText({ about: null, chunks: [there, FORGOTTEN], states: null });
    const altered = text.replace("null]", `${JSON.stringify(there)}]`);
    expect(altered).not.toBe(text);
    await expect(parseHead(altered)).rejects.toMatchObject({ code: "memory-damaged" });
  });
});
