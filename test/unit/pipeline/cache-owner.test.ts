import { describe, expect, it } from "vitest";
import {
  isOwnedBy,
  NO_OWNER,
  nothingCached,
  type CacheOwner,
} from "../../../src/pipeline/cache-owner.ts";

const frames = (videoId: number, tokens: string): CacheOwner => ({
  kind: "frames",
  videoId,
  tokens,
});

describe("what the cache holds", () => {
  it.each<[CacheOwner, CacheOwner, boolean]>([
    [frames(1, "a"), frames(1, "a"), true],
    [frames(1, "a"), frames(1, "b"), false],
    [frames(1, "a"), frames(2, "a"), false],
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
