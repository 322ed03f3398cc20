import { describe, expect, it } from "vitest";
import {
  commonLength,
  isOwnedBy,
  NO_OWNER,
  nothingCached,
  type CacheOwner,
} from "../../../src/pipeline/cache-owner.ts";

const frames = (videoId: number, tokens: string, text = ""): CacheOwner => ({
  kind: "frames",
  videoId,
  tokens,
  text,
});

describe("what the cache holds", () => {
  it.each<[CacheOwner, CacheOwner, boolean]>([
    [frames(1, "a"), frames(1, "a"), true],
    [frames(1, "a"), frames(1, "b"), false],
    [frames(1, "a"), frames(2, "a"), false],
    [frames(1, "a", "1 2"), frames(1, "a", "1 2"), true],
    [frames(1, "a", "1 2"), frames(1, "a", "1 3"), false],
    [frames(1, "a"), { kind: "memory", videoId: 1 }, false],
    [{ kind: "memory", videoId: 1 }, { kind: "memory", videoId: 1 }, true],
    [{ kind: "memory", videoId: 1 }, { kind: "memory", videoId: 2 }, false],
    [NO_OWNER, NO_OWNER, false],
    [NO_OWNER, frames(1, "a"), false],
  ])("%j is what %j wants: %s", (held, wanted, is) => {
    const prefix = nothingCached();
    prefix.owner = held;
    expect(isOwnedBy(prefix, wanted)).toBe(is);
  });
});

describe("what two texts have in common", () => {
  it.each([
    { a: [], b: [1], common: 0 },
    { a: [1, 2, 3], b: [1, 2, 3], common: 3 },
    { a: [1, 2, 3], b: [1, 2], common: 2 },
    { a: [1, 2], b: [1, 2, 3], common: 2 },
    { a: [1, 9, 3], b: [1, 2, 3], common: 1 },
  ])("is $common of $a and $b", ({ a, b, common }) => {
    expect(commonLength(a, b)).toBe(common);
  });
});
