import { describe, expect, test } from "vitest";
import {
  conversationCsv,
  conversationFileName,
  conversationJson,
  conversationMarkdown,
} from "../../../src/app/conversation/conversation-export.ts";
import { momentsSrt } from "../../../src/app/conversation/moments-srt.ts";
import { srtTime } from "../../../src/base/subtitles/write.ts";
import { turnsWithMoments } from "../../../src/app/conversation/turn-moments.ts";
import { ADAPTER, MODEL } from "../../support/fake-facts.ts";
import { madePlan, madeReport } from "../../support/reports.ts";
import { madeFramesTurn, madeWholeTurn } from "../../support/turns.ts";

const surroundings = {
  model: { ...MODEL, precision: "q4f16" },
  adapter: { ...ADAPTER, description: "", vendor: "acme", architecture: "rocket-9" },
  savedAt: new Date(Date.UTC(2026, 10, 29)),
};

const plan = madePlan(
  { method: "vidcom2", variant: "cosine", retention: 0.25, switches: { rounding: "exact" } },
  [9, 9],
);
const red = madeFramesTurn({
  question: "Is it *red*,\nor not?",
  text: "It is **red**.\n\n# No heading",
  known: "red",
  request: plan.request,
  plan,
  state: { phase: "done", report: madeReport({ plan, positions: "compact" }) },
});
const other = madeFramesTurn({
  question: "And now?",
  text: "",
  model: { id: "org/other", isTrained: false },
  state: { phase: "failed", error: { code: "x", message: "It failed.", hint: "Try." } },
});
const long = madeWholeTurn({ question: "When does it --> come?", text: "Late.\n\nVery late." });

describe("as JSON", () => {
  const read = (): { turns: Record<string, unknown>[] } =>
    JSON.parse(conversationJson([red, other, long], surroundings)) as never;

  test("says where, when and by which version it was made", () => {
    expect(read()).toMatchObject({
      kind: "framewise-conversation",
      savedAt: "2026-11-29T00:00:00.000Z",
      framewise: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      adapter: { name: "acme rocket-9" },
    });
  });

  test("says of an answer about frames its video, model, method with switches, and frames", () => {
    expect(read().turns[0]).toMatchObject({
      question: "Is it *red*,\nor not?",
      answer: "It is **red**.\n\n# No heading",
      video: "clip.mp4",
      model: { id: "framewise-shapes", precision: "q4f16" },
      way: "frames",
      frames: 2,
      method: "vidcom2",
      variant: "cosine",
      rounding: "exact",
      retention: 0.25,
      positions: "compact",
      visualTokensKept: 18,
      visualTokensTotal: 72,
      rightAnswer: "red",
      moments: [],
    });
  });

  test("says of another model only its name, and why there is no answer", () => {
    expect(read().turns[1]).toMatchObject({
      model: { id: "org/other", precision: null },
      state: "failed",
      error: "It failed.",
    });
  });

  test("says of an answer about a whole video how much was read, and the moments that stand out", () => {
    expect(read().turns[2]).toMatchObject({
      way: "whole",
      chunks: 3,
      readSec: 24,
      durationSec: 24,
      turnsSeen: 0,
      moments: [{ fromSec: 8, toSec: 16, timeSec: 10, relevance: 4, tokens: null }],
    });
  });
});

test("as Markdown it shows text as it was typed, and no heading but its own", () => {
  const text = conversationMarkdown([red, other, long], surroundings);
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
    "# Questions about a video",
    String.raw`## Is it \*red\*, or not?`,
    "## And now?",
    String.raw`## When does it --\> come?`,
  ]);
  expect(text).toContain("> It is **red**.\n>\n> # No heading\n\n- Video: clip.mp4\n");
  expect(text).toContain("- Model: Embedded model, q4f16\n");
  expect(text).toMatch(
    /- Looked at: 2 frames, .*; VidCom² .*25.%, rounding exact, 18 of 72 tokens/,
  );
  expect(text).toContain("> *Not answered: It failed.*");
  expect(text).toContain("- Based on: 0:10\n");
  expect(text).toMatch(/---\n\nacme rocket-9, 2026-11-29, Framewise [\d.]+\n$/);
});

test("as CSV it has a row a question and all facts in columns, whichever way was asked", () => {
  const [header = "", ...rows] = conversationCsv([red, other, long], surroundings).split("\r\n");
  const columns = header.split(",");
  expect(columns).toEqual(
    expect.arrayContaining([
      "question",
      "answer",
      "is_right",
      "video",
      "method",
      "retention",
      "visual_tokens_kept",
      "chunks",
      "moments",
      "model",
      "precision",
      "adapter",
      "saved_at",
      "framewise",
    ]),
  );
  expect(new Set(columns).size).toBe(columns.length);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatch(/^"Is it \*red\*,\nor not\?","It is/);
  expect(rows[0]).toContain("framewise-shapes,q4f16,");
});

test("the files are named after the video of the last question", () => {
  expect(conversationFileName([red, { ...red, videoName: "My Clip.mov" }], "md")).toBe(
    "my-clip_questions.md",
  );
});

describe("moments as subtitles", () => {
  test("stand where they are in the video, with question and answer", () => {
    expect(momentsSrt([long])).toBe(
      "1\n00:00:08,000 --> 00:00:16,000\nWhen does it → come?\nLate.\nVery late.\n",
    );
  });

  test("are of one video, in the order of time", () => {
    const early = madeWholeTurn({ question: "First?", text: "Early." }, [5, 0, 0]);
    const elsewhere = madeWholeTurn({ fileKey: 9 });
    const turns = turnsWithMoments([elsewhere, long, red, early]);
    expect(turns).toEqual([long, early]);
    const numbered = [...momentsSrt(turns).matchAll(/^(\d+)\n(\S+) --> (\S+)\n(.*)$/gm)];
    expect(numbered.map((cue) => cue.slice(1))).toEqual([
      ["1", "00:00:00,000", "00:00:08,000", "First?"],
      ["2", "00:00:08,000", "00:00:16,000", "When does it → come?"],
    ]);
    expect(turnsWithMoments([red])).toEqual([]);
  });

  test("of frames last until the next frame", () => {
    const budgets = [4, 4, 4, 4, 30, 28, 4, 4, 4, 4, 4, 4];
    const report = madeReport({ plan: madePlan({ method: "uniform", retention: 0.2 }, budgets) });
    const turn = madeFramesTurn({ state: { phase: "done", report } });
    expect(momentsSrt([turn])).toBe("1\n00:00:04,500 --> 00:00:06,500\nWhat is it?\nA red star.\n");
  });

  test("the last chunk lasts to the end of the video", () => {
    const last = madeWholeTurn({ durationSec: 30.5 }, [0, 0, 5]);
    expect(momentsSrt([last])).toContain("00:00:16,000 --> 00:00:30,500");
  });

  test("times have hours and milliseconds", () => {
    expect(srtTime(3_723.4567)).toBe("01:02:03,457");
    expect(srtTime(59.9996)).toBe("00:01:00,000");
  });
});
