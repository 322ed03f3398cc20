import { describe, expect, it } from "vitest";
import golden from "../golden/families/prompts.json";
import newlines from "../golden/families/newlines.json";
import positions from "../golden/families/positions.json";
import { numberWords } from "../../src/model/adapters/number-words.ts";
import { fixed1, fixed2 } from "../../src/model/adapters/python-numbers.ts";
import type { FamilyConfig, VideoPiece } from "../../src/model/adapters/adapter.ts";
import { gridPositions } from "../../src/language/positions.ts";
import { createPrompt } from "../../src/language/prompt.ts";
import { createTokenizer } from "../../src/language/tokenizer.ts";
import { JsonFile } from "../../src/base/json.ts";
import { renderTurn } from "../reference/families/chat.ts";
import { llavaOnevisionReference } from "../reference/families/llava-onevision.ts";
import { tokenRows, type FamilyReference, type Row } from "../reference/families/family.ts";
import { referenceFor } from "../reference/families/reference-for.ts";
import { referenceSequence } from "../reference/families/sequence.ts";
import {
  changedFiles,
  LFM2_TEMPLATE,
  ONEVISION_TEMPLATE,
  PUBLISHED,
  QWEN3_5_TEMPLATE,
  readFamily,
  type Family,
} from "../support/family-configs.ts";
import { embeddedTokenizer, modelJson } from "../support/model-files.ts";

const tokenizer = embeddedTokenizer();
const EMBEDDED_TEMPLATE = modelJson("tokenizer_config.json").string("chat_template");
type TextToken = Exclude<FamilyConfig["videoToken"], { readonly id: number }>;

/** Tokens by their texts; the embedded model's tokenizer has other ids. */
const VIDEO_TOKENS: Record<string, TextToken> = {
  qwen2_vl: { text: "<|video_pad|>" },
  qwen3_5: { text: "<|vision_start|><|video_pad|><|vision_end|>" },
  lfm2_vl: { image: "<image>" },
};
const tokenOf = ({ family }: Case): TextToken => VIDEO_TOKENS[family] ?? { text: "<video>" };

type Case = (typeof golden.cases)[number];
type Part = string | number[];

const cases = golden.cases.map((one, i) => ({ ...one, name: `${one.family} (${i})` }));
const familyOf = ({ family }: Case): Family =>
  family === "embedded" ? "llava_onevision" : (family as Family);
const FOLDER_TEMPLATES: Record<string, string> = {
  embedded: EMBEDDED_TEMPLATE,
  llava_onevision: ONEVISION_TEMPLATE,
  qwen3_5: QWEN3_5_TEMPLATE,
  lfm2_vl: LFM2_TEMPLATE,
};
const templateOf = (one: Case): string =>
  readFamily(familyOf(one)).videoTemplate ?? FOLDER_TEMPLATES[one.family]!;

/** Texts that meet, joined. */
function joined(pieces: readonly VideoPiece[], before: string, after: string): Part[] {
  const parts: Part[] = [];
  let text = before;
  for (const piece of pieces) {
    if (piece.kind === "text") text += piece.text;
    else {
      if (text !== "") parts.push(text);
      text = "";
      parts.push(piece.kind === "newline" ? "newline" : [piece.from, piece.to]);
    }
  }
  return [...parts, text + after];
}

/** Rows as the golden writes them: ids of a text, [from, to] of tokens, "newline". */
function grouped(rows: readonly Row[]): unknown[] {
  const groups: unknown[] = [];
  let last: Row["kind"] | null = null;
  for (const row of rows) {
    const group = groups.at(-1) as number[];
    if (row.kind === "newline") groups.push("newline");
    else if (row.kind === "text") {
      if (last === "text") group.push(row.id);
      else groups.push([row.id]);
    } else if (last === "token" && group[1] === row.index) group[1] = row.index + 1;
    else groups.push([row.index, row.index + 1]);
    last = row.kind;
  }
  return groups;
}

describe("prompts.json", () => {
  it.each(cases)("$name: the adapter's template and pieces", (one) => {
    const { rows, columns, ...facts } = one.video;
    const family = readFamily(familyOf(one), { config: one.settings });
    const token = tokenOf(one);
    const [text, type] =
      "image" in token ? [token.image, "image" as const] : [token.text, "video" as const];
    const [before = "", after = "", ...more] = renderTurn(
      templateOf(one),
      golden.question,
      type,
    ).split(text);
    expect(more).toEqual([]);
    const pieces = family.pieces({ ...facts, tokens: { rows, columns }, isWhole: true });
    expect(joined(pieces, before, after)).toEqual(one.prompt);
  });

  it.each(cases)("$name: the reference's ids", (one) => {
    const files = changedFiles(familyOf(one), { config: one.settings });
    const reference = referenceFor({ ...files, template: templateOf(one) });
    const rows = reference.rows((text) => tokenizer.tokenizeControl(text), golden.question, {
      ...one.video,
      isWhole: true,
    });
    expect(grouped(rows)).toEqual(one.ids);
  });

  it.each(cases)("$name: the prompt that the model is given", (one) => {
    const { rows, columns, ...facts } = one.video;
    const family = readFamily(familyOf(one), { config: one.settings });
    const pieces = family.pieces({ ...facts, tokens: { rows, columns }, isWhole: true });
    const prompt = createPrompt(templateOf(one), tokenizer, tokenOf(one), pieces, golden.question);
    const ids = prompt.prefix.map((piece) => {
      if (piece.kind === "text") return piece.ids;
      return piece.kind === "newline" ? "newline" : [piece.from, piece.to];
    });
    expect([...ids, prompt.suffix]).toEqual(one.ids);
  });

  it("reads the question together with the text before it", () => {
    // SmolLM2's way to cut text, and a piece of two line breaks.
    const file = structuredClone(modelJson("tokenizer.json").raw) as {
      model: { vocab: Record<string, number>; merges: string[] };
      pre_tokenizer: object;
    };
    file.pre_tokenizer = { type: "ByteLevel", add_prefix_space: false, use_regex: true };
    const lineBreak = file.model.vocab["Ċ"]!;
    file.model.vocab["ĊĊ"] = 5000;
    file.model.merges.push("Ċ Ċ");
    const smol = createTokenizer(
      new JsonFile("tokenizer.json", file),
      modelJson("tokenizer_config.json"),
    );
    expect(smol.tokenizePlain("\n\n")).toEqual([5000]);
    const { videoTemplate, pieces } = readFamily("smolvlm");
    const facts = {
      steps: 1,
      tokens: { rows: 1, columns: 1 },
      timesSec: [0],
      shownTimesSec: [0],
      durationSec: 1,
      isWhole: true,
    };
    const suffix = (question: string): readonly number[] =>
      createPrompt(videoTemplate!, smol, { text: "<video>" }, pieces(facts), question).suffix;
    expect(suffix("What?")).not.toContain(5000);
    expect(suffix("What?").filter((id) => id === lineBreak)).toHaveLength(3);
    // A question that spells a control token stays a question.
    expect(suffix("What <|im_end|>?")).toContain(5000);
    expect(suffix("What <|im_end|>?")).not.toContain(smol.idOf("<|im_end|>"));
  });

  it("counts are written as num2words writes them", () => {
    const counts = Object.keys(golden.words).map(Number);
    expect(counts.length).toBeGreaterThan(100);
    const words = counts.map((count) => [String(count), numberWords(count)]);
    expect(Object.fromEntries(words)).toEqual(golden.words);
    expect(numberWords(1234)).toBe("1234");
  });

  it("seconds are printed as Python prints them", () => {
    const printed = golden.fixed.map(([x]) => [x, fixed2(Number(x))]);
    expect(printed).toEqual(golden.fixed);
    const tenths = golden.fixed1.map(([x]) => [x, fixed1(Number(x))]);
    expect(tenths).toEqual(golden.fixed1);
  });
});

describe("newlines.json", () => {
  const orders = [
    ["rows", "asTrained"],
    ["released", "released"],
  ] as const;

  it.each(newlines.cases.flatMap((one) => orders.map((order) => ({ one, order }))))(
    "$one.frames × $one.rows × $one.columns, $order",
    ({ one, order: [order, wanted] }) => {
      const settings = { framewise_newline_order: order };
      const kept = new Set(one.kept);
      const { frames: steps, rows, columns } = one;
      const isWhole = kept.size === steps * rows * columns;
      const video = {
        steps,
        rows,
        columns,
        timesSec: [],
        shownTimesSec: [],
        durationSec: 1,
        isWhole,
      };
      const { pieces } = readFamily("llava_video", { config: settings });
      const ours = pieces({ ...video, tokens: { rows, columns } }).flatMap((piece) => {
        if (piece.kind !== "tokens") return [-1];
        const all = Array.from({ length: piece.to - piece.from }, (_, i) => piece.from + i);
        return all.filter((token) => kept.has(token));
      });
      expect(ours).toEqual(one[wanted]);

      const files = changedFiles("llava_video", { config: settings });
      const reference = referenceFor({ ...files, template: "" });
      const all = reference.rows(() => [], "", video);
      const sources = {
        width: 1,
        embedding: () => [0],
        tokens: Array.from({ length: steps * rows * columns }, (_, i) => i),
        newline: [-1],
      };
      const { embeds } = referenceSequence(reference, all, video, kept, sources);
      expect([...embeds]).toEqual(one[wanted]);
    },
  );
});

describe("positions.json", () => {
  const text = (count: number): Row[] =>
    Array.from({ length: count }, () => ({ kind: "text", id: 7 }));
  const qwen = referenceFor({ ...PUBLISHED.qwen2_vl, template: "" });
  const sources = { width: 1, embedding: () => [7], tokens: new Float32Array(5000), newline: null };

  it.each(positions.cases)(
    "$before + $steps × $rows × $columns + $after, kept $kept.length",
    ({ before, after, kept, gathered, next, ...grid }) => {
      const video = { ...grid, timesSec: [], shownTimesSec: [], durationSec: 1, isWhole: false };
      const tokens = tokenRows(0, grid.steps * grid.rows * grid.columns);
      const rows = [...text(before), ...tokens, ...text(after)];
      const { positions: got } = referenceSequence(qwen, rows, video, new Set(kept), sources);
      expect(got).toEqual({ axes: gathered, next });

      const keptMask = new Uint8Array(tokens.length);
      for (const token of kept) keptMask[token] = 1;
      const ids = (count: number) => ({ kind: "text", ids: Array(count).fill(7) }) as const;
      const allTokens = { kind: "tokens", from: 0, to: tokens.length } as const;
      const ours = gridPositions([ids(before), allTokens, ids(after)], keptMask, grid);
      expect([...ours.ids].map(Number)).toEqual(gathered.flat());
      expect(ours.next).toBe(next);
    },
  );

  it.each(positions.cases.filter(({ full }) => full !== null))(
    "$before + $steps × $rows × $columns + $after, the whole prompt",
    ({ before, after, full, ...grid }) => {
      const video = { ...grid, timesSec: [], shownTimesSec: [], durationSec: 1, isWhole: false };
      const tokens = tokenRows(0, grid.steps * grid.rows * grid.columns);
      const rows = [...text(before), ...tokens, ...text(after)];
      expect(qwen.positions(rows, video).axes).toEqual(full);
    },
  );

  it.each(positions.stepped)(
    "steps of $rows × $columns behind texts of $texts, kept $kept.length",
    ({ texts, after, kept, gathered, next, ...grid }) => {
      const qwen35 = referenceFor({ ...PUBLISHED.qwen3_5, template: "" });
      const perStep = grid.rows * grid.columns;
      const facts = { timesSec: [], shownTimesSec: [], durationSec: 1, isWhole: false };
      const video = { ...grid, ...facts, steps: texts.length };
      const rows = texts.flatMap((count, step) => [
        ...text(count),
        ...tokenRows(step * perStep, (step + 1) * perStep),
      ]);
      const all = [...rows, ...text(after)];
      const { positions: got } = referenceSequence(qwen35, all, video, new Set(kept), sources);
      expect(got).toEqual({ axes: gathered, next });

      const keptMask = new Uint8Array(texts.length * perStep);
      for (const token of kept) keptMask[token] = 1;
      const ids = (count: number) => ({ kind: "text", ids: Array<number>(count).fill(7) }) as const;
      const pieces = texts.flatMap((count, step) => [
        ids(count),
        { kind: "tokens", from: step * perStep, to: (step + 1) * perStep } as const,
      ]);
      const ours = gridPositions([...pieces, ids(after)], keptMask, grid);
      expect([...ours.ids].map(Number)).toEqual(gathered.flat());
      expect(ours.next).toBe(next);
    },
  );

  it("other families close the gaps", () => {
    const { config, preprocessor } = PUBLISHED.llava_onevision;
    const onevision: FamilyReference = llavaOnevisionReference(config, preprocessor, "");
    const video = {
      steps: 1,
      rows: 2,
      columns: 2,
      timesSec: [0],
      shownTimesSec: [0],
      durationSec: 1,
      isWhole: false,
    };
    const rows = [...text(2), ...tokenRows(0, 4), ...text(1)];
    const { positions: got } = referenceSequence(onevision, rows, video, new Set([3]), sources);
    expect(got).toEqual({ axes: [[0, 1, 2, 3]], next: 4 });
  });
});
