import { expect, test } from "vitest";
import { slugOf } from "../../../src/app/values/slug.ts";

test("joins words with hyphens and drops what file names cannot hold", () => {
  expect(slugOf('What appears: a "star"/moon?')).toBe("what-appears-a-star-moon");
});

test("keeps letters beyond ASCII, without their marks", () => {
  expect(slugOf("Größe é 星")).toBe("große-e-星");
});

test("is short, and never begins or ends with a hyphen", () => {
  const slug = slugOf(`--${"word ".repeat(40)}`);
  expect(slug.length).toBeLessThanOrEqual(40);
  expect(slug).toMatch(/^[a-z][a-z-]*[a-z]$/);
});

test("is empty when nothing is left", () => {
  expect(slugOf("?!/\\")).toBe("");
});
