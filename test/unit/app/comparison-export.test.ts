import { describe, expect, test } from "vitest";
import {
  comparisonCsv,
  comparisonFileName,
  comparisonJson,
} from "../../../src/app/compare/comparison-export.ts";
import { BIN_CENTRES, lookedAt } from "../../../src/base/sampling.ts";
import type { CompareColumn, CompareRun } from "../../../src/store/types.ts";
import { madePlan, madeReport } from "../../support/reports.ts";

const done = (id: string, retention: number, text: string, kl: number | null): CompareColumn => ({
  id,
  label: id,
  request: { method: "vidcom2", variant: "cosine", retention },
  isReference: retention === 1,
  state: {
    phase: "done",
    report: madeReport({
      text,
      divergence: kl === null ? null : { meanKl: kl, tokens: 4 },
      plan: madePlan({ method: "vidcom2", retention }, [36 * retention, 36 * retention]),
    }),
    agreement: retention === 1 ? null : { sameAnswer: text === "A star.", kl },
  },
});

const run: CompareRun = {
  phase: "stopped",
  id: 1,
  question: 'Is it "red", or not?',
  by: "retention",
  fileKey: 1,
  videoName: "My clip, final.mp4",
  frames: 2,
  looked: lookedAt({ sampling: BIN_CENTRES, stepTokens: null }, { frames: 2 }, 2),
  columns: [
    done("r100", 1, "A star.", null),
    done("r50", 0.5, 'A "moon", perhaps.', 0.123456789),
    {
      id: "random",
      label: "Random",
      request: { method: "random", retention: 0.25, seed: 7 },
      isReference: false,
      state: {
        phase: "failed",
        error: { code: "x", message: "It failed, badly.", hint: "Try again." },
      },
    },
    {
      id: "uniform",
      label: "Uniform",
      request: { method: "uniform", retention: 0.25 },
      isReference: false,
      state: { phase: "stopped" },
    },
  ],
};

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

const nowhere = { model: null, adapter: null };

describe("comparisonCsv", () => {
  const rows = parseCsv(comparisonCsv(run, nowhere));

  test("writes one row a column, whatever became of it", () => {
    expect(rows.map((row) => `${row["column"]} ${row["state"]}`)).toEqual([
      "r100 done",
      "r50 done",
      "random failed",
      "uniform stopped",
    ]);
  });

  test("keeps question, clip and answers as they are", () => {
    expect(rows[1]).toMatchObject({
      question: 'Is it "red", or not?',
      video: "My clip, final.mp4",
      answer: 'A "moon", perhaps.',
      same_answer_as_reference: "false",
      mean_kl_nats: "0.123457",
    });
  });

  test("says units in the header and figures without them", () => {
    expect(rows[0]).toMatchObject({
      retention: "1",
      is_reference: "true",
      time_to_first_token_ms: "400",
      prefill_ms: "300",
      decode_tokens_per_s: "20",
      visual_tokens_kept: "72",
      visual_tokens_total: "72",
      visual_kv_bytes: String(72 * 1_024),
      same_answer_as_reference: "",
      mean_kl_nats: "",
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
  test("holds the same figures and the tokens of each frame", () => {
    const document = JSON.parse(comparisonJson(run, nowhere)) as {
      columns: { meanKlNats: number | null; perFrame: { tokensKept: number }[] | null }[];
    };
    expect(document).toMatchObject({
      kind: "framewise-comparison",
      frames: 2,
      looked: run.looked,
      model: null,
    });
    expect(document.columns[1]?.meanKlNats).toBe(0.123457);
    expect(document.columns[1]?.perFrame?.map(({ tokensKept }) => tokensKept)).toEqual([18, 18]);
    expect(document.columns[2]?.perFrame).toBeNull();
  });
});

test("the file name tells clip, question and kind of comparison", () => {
  expect(comparisonFileName(run, "csv")).toBe("my-clip-final_is-it-red-or-not_by-retention.csv");
  expect(comparisonFileName({ ...run, videoName: ".mp4", question: "?" }, "json")).toBe(
    "video_question_by-retention.json",
  );
});
