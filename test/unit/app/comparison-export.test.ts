import { describe, expect, test } from "vitest";
import {
  comparisonCsv,
  comparisonFileName,
  comparisonJson,
} from "../../../src/app/compare/comparison-export.ts";
import { readLink } from "../../../src/store/compare/link.ts";
import {
  newComparison,
  nextComparison,
  type CompareEvent,
} from "../../../src/store/compare/machine.ts";
import { frameScores } from "../../../src/app/values/frame-score.ts";
import { comparedVideo } from "../../support/compared.ts";
import { ADAPTER, MODEL } from "../../support/fake-facts.ts";
import { madePlan, madeReport } from "../../support/reports.ts";

const REQUESTS = [
  { method: "vidcom2", variant: "cosine", retention: 0.5 },
  { method: "random", retention: 0.25, seed: 7 },
  { method: "uniform", retention: 0.25 },
] as const;

const start = newComparison({
  id: 2,
  questions: [
    { text: 'Is it "red", or not?', answer: "A star." },
    { text: "Where?", answer: null },
  ],
  requests: REQUESTS,
  video: comparedVideo(),
  modelId: "framewise-shapes",
  isTrained: true,
});

const answered = (column: number, text: string, kl: number | null): CompareEvent[] => {
  const cell = { column, question: 0 };
  const request = { method: "vidcom2" as const, retention: column === 0 ? 1 : 0.5 };
  const report = madeReport({
    text,
    divergence: kl === null ? null : { meanKl: kl, tokens: 4 },
    plan: madePlan(request, [36 * request.retention, 36 * request.retention]),
  });
  return [
    { kind: "asked", ...cell },
    { kind: "answered", report, ...cell },
  ];
};

const quality = { coverage: 0.75, reconstructionError: 0.1234567, effectiveDimension: 8 };
const comparison = (
  [
    ...answered(0, "A star.", null),
    ...answered(1, 'A "moon", perhaps.', 0.123456789),
    { kind: "measuring", column: 1 },
    { kind: "measured", column: 1, quality },
    { kind: "asked", column: 2, question: 0 },
    {
      kind: "failed",
      column: 2,
      question: 0,
      error: { code: "x", message: "It failed, badly.", hint: "Try again." },
    },
    { kind: "ended" },
  ] satisfies CompareEvent[]
).reduce(nextComparison, start);

/** Enough of RFC 4180 to read back what was written. */
function parseCsv(text: string): Record<string, string>[] {
  const rows = [
    ...text.matchAll(/(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*\r\n/g),
  ];
  const cells = rows.map(([row]) =>
    [...row.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
    ),
  );
  const [header = [], ...body] = cells;
  return body.map((row) =>
    Object.fromEntries(header.map((name, index) => [name, row[index] ?? ""])),
  );
}

const adapter = { ...ADAPTER, description: "", vendor: "acme", architecture: "rocket-9" };
const surroundings = { model: null, adapter, savedAt: new Date(Date.UTC(2026, 10, 29)) };

describe("comparisonCsv", () => {
  const rows = parseCsv(comparisonCsv(comparison, surroundings));

  test("writes one row for each question and column, whatever became of it", () => {
    expect(rows.map((row) => row["state"])).toEqual([
      "done",
      "done",
      "failed",
      "stopped",
      "stopped",
      "stopped",
      "stopped",
      "stopped",
    ]);
    expect(rows.map((row) => row["question"]).slice(3, 5)).toEqual([
      'Is it "red", or not?',
      "Where?",
    ]);
  });

  test("keeps question, clip and answers as they are", () => {
    expect(rows[1]).toMatchObject({
      question: 'Is it "red", or not?',
      right_answer: "A star.",
      video: "My clip, final.mp4",
      answer: 'A "moon", perhaps.',
      is_right: "false",
      same_answer_as_reference: "false",
      mean_kl_nats: "0.123457",
      mean_kl_tokens: "4",
      coverage: "0.75",
      reconstruction_error: "0.123457",
      effective_dimension: "8",
      model: "framewise-shapes",
    });
  });

  test("says where, when and by which version it was made, though the adapter has no description", () => {
    for (const row of rows) {
      expect(row).toMatchObject({
        adapter: "acme rocket-9",
        saved_at: "2026-11-29T00:00:00.000Z",
        framewise: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
    }
    const made = (id: string) => {
      const model = { ...MODEL, precision: "fp16", id };
      return parseCsv(comparisonCsv(comparison, { ...surroundings, model }))[0]?.["precision"];
    };
    expect(made("framewise-shapes")).toBe("fp16");
    // Another model is in use by now.
    expect(made("other")).toBe("");
  });

  test("says units in the header and figures without them", () => {
    expect(rows[0]).toMatchObject({
      retention: "1",
      is_reference: "true",
      is_right: "true",
      time_to_first_token_ms: "400",
      prefill_ms: "300",
      decode_tokens_per_s: "20",
      visual_tokens_kept: "72",
      visual_tokens_total: "72",
      visual_kv_bytes: String(72 * 1_024),
      same_answer_as_reference: "",
      mean_kl_nats: "",
      coverage: "",
    });
  });

  test("leaves figures empty where there are none, and says why", () => {
    expect(rows[2]).toMatchObject({
      method: "random",
      seed: "7",
      variant: "",
      time_to_first_token_ms: "",
      error: "It failed, badly.",
    });
  });
});

describe("comparisonJson", () => {
  test("holds the same figures, the tokens of each frame, and the link that makes it again", () => {
    const document = JSON.parse(comparisonJson(comparison, surroundings)) as {
      link: string;
      questions: { columns: { meanKlNats: number | null }[] }[];
      perFrame: { frames: { tokensKept: number; score: number; methodScore: number }[] | null }[];
    };
    expect(document).toMatchObject({
      kind: "framewise-comparison",
      frames: 2,
      looked: comparison.video.looked,
      model: { id: "framewise-shapes" },
      adapter: { name: "acme rocket-9" },
      savedAt: "2026-11-29T00:00:00.000Z",
    });
    expect(document.questions[0]?.columns[1]?.meanKlNats).toBe(0.123457);
    expect(document.perFrame[1]?.frames?.map(({ tokensKept }) => tokensKept)).toEqual([18, 18]);
    expect(document.perFrame[2]?.frames).toBeNull();
    const { plan } = madeReport({
      plan: madePlan({ method: "vidcom2", retention: 0.5 }, [18, 18]),
    });
    expect(document.perFrame[1]?.frames?.map(({ score }) => score)).toEqual(
      frameScores(plan)?.values,
    );
    expect(document.perFrame[1]?.frames?.[0]?.methodScore).toBe(plan.frames[0]?.uniqueness);
    expect(readLink(document.link)?.columns).toEqual(REQUESTS);
  });
});

describe("columns of other frames and models", () => {
  const other = { method: "cover", retention: 0.25, modelId: "org/other", frames: 8 } as const;
  const mixed = (
    [
      {
        kind: "looked",
        columns: [2, 3],
        look: {
          frames: 7,
          looked: { ...comparedVideo().looked, frames: 8, isOwn: false },
          grid: { rows: 4, columns: 4 },
          precision: "q4",
          isTrained: false,
        },
      },
    ] satisfies CompareEvent[]
  ).reduce(
    nextComparison,
    newComparison({
      id: 3,
      questions: [{ text: "Which?", answer: null }],
      requests: [{ method: "cover", retention: 0.25 }, other],
      video: comparedVideo(),
      modelId: "framewise-shapes",
      isTrained: true,
    }),
  );

  test("say their own in every row", () => {
    const rows = parseCsv(comparisonCsv(mixed, surroundings));
    expect(rows.map(({ model, precision, frames }) => [model, precision, frames])).toEqual([
      ["framewise-shapes", "", "2"],
      ["framewise-shapes", "", "2"],
      ["org/other", "q4", "7"],
      ["org/other", "q4", "7"],
    ]);
    expect(rows[3]?.["frames_chosen"]).toMatch(/^8 frames/);
  });

  test("are in the document and its link too", () => {
    const document = JSON.parse(comparisonJson(mixed, surroundings)) as {
      link: string;
      questions: { columns: object[] }[];
    };
    expect(document.questions[0]?.columns[3]).toMatchObject({
      model: "org/other",
      precision: "q4",
      frames: 7,
      looked: { frames: 8 },
    });
    expect(readLink(document.link)?.columns).toEqual([{ method: "cover", retention: 0.25 }, other]);
  });
});

test("the file name tells clip, question and which comparison", () => {
  expect(comparisonFileName(comparison, 1, "csv")).toBe(
    "my-clip-final_is-it-red-or-not_comparison-2.csv",
  );
  const odd = { ...comparison, video: comparedVideo({ name: ".mp4" }), questions: [] };
  expect(comparisonFileName(odd, 1, "png")).toBe("video_question_comparison-2.png");
});
