// What a comparison is called, what it judges right, and the link that makes it again.

import { describe, expect, it } from "vitest";
import type { PlanRequest } from "../../../src/engine/api.ts";
import { METHOD_CHOICES } from "../../../src/engine/catalogue.ts";
import { columnName } from "../../../src/store/compare/columns.ts";
import { judge, REFUSAL } from "../../../src/store/ask/judge.ts";
import * as world from "../../../tools/world/answers.ts";
import { linkOf, readLink } from "../../../src/store/compare/link.ts";
import { newComparison } from "../../../src/store/compare/machine.ts";
import { comparedVideo } from "../../support/compared.ts";

describe("a column's name", () => {
  it.each<[PlanRequest, string]>([
    [{ method: "cover", retention: 0.1 }, "Cover 10 %"],
    [{ method: "vidcom2", variant: "released", retention: 0.125 }, "VidCom² released 12.5 %"],
    [
      { method: "random", retention: 0.25, seed: 7, positions: "compact" },
      "Random 25 %, compact positions, seed 7",
    ],
    [
      { method: "cover", retention: 0.25, ends: 0, budget: "even" },
      "Cover 25 %, even budget, ends not favoured",
    ],
    [{ method: "cover", retention: 0.25, ends: 2 }, "Cover 25 %, ends weigh 3"],
    [{ method: "cover", retention: 0.25, ends: 0.5 }, "Cover 25 %"],
  ])("%j", (request, name) => {
    expect(columnName(request).replaceAll("\u00a0", " ")).toBe(name);
  });

  it("tells all methods apart", () => {
    const names = METHOD_CHOICES.map(({ method, variant }) =>
      columnName({ method, retention: 0.25, ...(variant !== null && { variant }) }),
    );
    expect(new Set(names).size).toBe(METHOD_CHOICES.length);
  });
});

describe("an answer", () => {
  it.each([
    ["A blue triangle.", "A blue triangle.", true, true],
    ["A blue ring.", "A blue triangle.", true, false],
    ["A triangle that is blue.", "A blue triangle.", true, false],
    ["There is the BLUE triangle, I think.", "A blue triangle.", false, true],
    ["A blue ring.", "A blue triangle.", false, null],
    ["None of them.", "One.", false, null],
    ["", "One.", false, null],
    ["Anything.", "", false, null],
  ])("“%s” for “%s”, by the model that was trained on it: %s", (said, known, isTrained, want) => {
    expect(judge(said, known, isTrained)).toBe(want);
  });
});

it("that declines has the words that the embedded model was trained to say", () => {
  expect(REFUSAL).toBe(world.REFUSAL);
});

describe("a link", () => {
  const comparison = newComparison({
    id: 1,
    questions: [
      { text: "What & where = “it”?", answer: null },
      { text: "Which way, #1?", answer: null },
    ],
    requests: [
      { method: "vidcom2", variant: "cosine", retention: 0.25, positions: "compact" },
      { method: "random", retention: 0.1, seed: 7, budget: "vidcom2" },
      { method: "cover", retention: 0.05, ends: 0.5 },
      {
        method: "vidcom2",
        variant: "framewise",
        retention: 0.15,
        switches: { rounding: "ceil" },
      },
      { method: "cover", retention: 0.1, frames: 8, modelId: "org/a+b, c&d" },
    ],
    video: comparedVideo({
      name: "One glimpse",
      sample: "one-glimpse.mp4",
      looking: { frames: 16, spread: "ends" },
    }),
    modelId: "framewise-shapes",
    isTrained: true,
  });

  it("brings back what it was made of", () => {
    const link = linkOf(comparison);
    expect(link).toMatch(/^#compare\?/);
    expect(new URL(link, "https://example.test/app/").hash).toBe(link);
    expect(readLink(link)).toEqual({
      video: "One glimpse",
      sample: "one-glimpse.mp4",
      modelId: "framewise-shapes",
      looking: { frames: 16, spread: "ends" },
      questions: comparison.questions.map(({ text }) => text),
      columns: comparison.columns
        .filter(({ isReference }) => !isReference)
        .map(({ request }) => request),
    });
  });

  it.each([
    "",
    "#",
    "#compare",
    "#compare?q=What",
    "#compare?c=cover,0.1",
    "#compare?q=%20&c=cover,0.1",
    "#compare?q=What&c=none,0.1",
    "#compare?q=What&c=cover,0",
    "#compare?q=What&c=cover,2",
    "#compare?q=What&c=cover,x",
  ])("is none: %s", (hash) => {
    expect(readLink(hash)).toBeNull();
  });

  it("leaves out what it cannot read, and what is too much", () => {
    const many = Array.from({ length: 20 }, (_, i) => `q=Q${i}&c=cover,0.${i + 10}`).join("&");
    const link = readLink(`#compare?${many}&frames=900&spread=nowhere&tokens=-1`);
    expect(link).toMatchObject({ questions: { length: 8 }, columns: { length: 8 }, looking: {} });
    const odd = readLink("#compare?q=What&c=cover,0.1,budget=none,seed=x,positions=up&c=gone,0.1");
    expect(odd?.columns).toEqual([{ method: "cover", retention: 0.1 }]);
  });
});
