import { expect, it } from "vitest";
import { REWRITE_WORDS } from "../../../src/app/models/GraphRewrites.tsx";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";

it("every rewrite of graphs has words for the page", () => {
  expect(Object.keys(REWRITE_WORDS).toSorted()).toEqual(REWRITE_NAMES.toSorted());
});
