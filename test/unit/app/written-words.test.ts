import { expect, test } from "vitest";
import { writtenWords } from "../../../src/app/reading/written-words.ts";
import { formatSeconds } from "../../../src/app/values/format.ts";

const READ = { readMs: 21_400, savedAs: null, reading: { phase: "done" } } as const;
const TOOK = formatSeconds(21_400);
const PLAIN = { attention: 24, all: 24 };

test("what lies aside was written once, or is being written, or was brought back", () => {
  const words = (look: Partial<Parameters<typeof writtenWords>[0]>) =>
    writtenWords({ ...READ, ...look }, PLAIN);
  expect(words({})).toBe(`Written once, in ${TOOK}. Questions only re-load.`);
  expect(words({ reading: { phase: "reading", from: "file", progress: null } as never })).toBe(
    "Each chunk is written once. Questions only re-load.",
  );
  expect(words({ readMs: 0, savedAs: {} as never })).toBe(
    "Brought back from the disk. Questions only re-load.",
  );
});

test("layers without keys and values are told from those that a question re-loads for", () => {
  expect(writtenWords(READ, { attention: 6, all: 24 })).toBe(
    `Written once, in ${TOOK}. Questions re-load what 6 of 24 layers look back to; the others go on from what they saw.`,
  );
  expect(writtenWords(READ, undefined)).toMatch(/Questions only re-load\.$/);
});
