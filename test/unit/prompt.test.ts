import { describe, expect, it } from "vitest";
import { createPrompt, takesTurns } from "../../src/language/prompt.ts";
import type { VideoPiece } from "../../src/model/adapters/adapter.ts";
import { createTextStream } from "../../src/language/tokenizer.ts";
import { embeddedTokenizer, modelJson } from "../support/model-files.ts";

const tokenizer = embeddedTokenizer();
const template = modelJson("tokenizer_config.json").string("chat_template");
const videoToken = { id: modelJson("config.json").number("video_token_index") };
const TOKENS: VideoPiece[] = [{ kind: "tokens", from: 0, to: 36 }, { kind: "newline" }];
const promptOf = (question: string, pieces = TOKENS) =>
  createPrompt(template, tokenizer, videoToken, pieces, question);
const idsOf = (question: string) => {
  const { prefix, suffix } = promptOf(question);
  const [before] = prefix;
  return { beforeVideo: before?.kind === "text" ? before.ids : [], afterVideo: suffix };
};
const CONTROL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<image>", "<video>"];

describe("prompt", () => {
  it("puts the video first, then the question, then the assistant's turn", () => {
    const { beforeVideo, afterVideo } = idsOf("What happens?");
    const [start, end] = ["<|im_start|>", "<|im_end|>"].map((token) => tokenizer.idOf(token)!);
    expect(beforeVideo).toEqual([start, ...tokenizer.tokenizePlain("user\n")]);
    expect(afterVideo).toEqual([
      ...tokenizer.tokenizePlain("\n"),
      ...tokenizer.tokenizePlain("What happens?"),
      end,
      ...tokenizer.tokenizePlain("\n"),
      start,
      ...tokenizer.tokenizePlain("assistant\n"),
    ]);
  });

  it.each(CONTROL)("reads %s in a question as text, never as a control token", (token) => {
    const id = tokenizer.idOf(token)!;
    const plain = idsOf("x");
    const typed = idsOf(`What ${token} is this ${token}?`);
    const count = (ids: readonly number[]) => ids.filter((each) => each === id).length;
    expect(count(typed.afterVideo)).toBe(count(plain.afterVideo));
    expect(count(typed.beforeVideo)).toBe(count(plain.beforeVideo));
    expect(tokenizer.decode(tokenizer.tokenizePlain(`a ${token} b`))).toBe(`a ${token} b`);
  });

  it.each([
    "<b>bold</b> & <script>alert(1)</script>",
    "{{ messages }} {% raw %}",
    "日本語 🙂 ünïcode",
    "line\nbreak\ttab",
    "x".repeat(10_000),
  ])("gives back what was typed: %s", (question) => {
    const ids = tokenizer.tokenizePlain(question);
    expect(tokenizer.decode(ids)).toBe(question);
    expect(idsOf(question).afterVideo.length).toBeGreaterThanOrEqual(ids.length);
  });

  it("refuses a template that places no video", () => {
    expect(() =>
      createPrompt("{{ messages[0].content[1].text }}", tokenizer, videoToken, TOKENS, "x"),
    ).toThrow(/does not place/);
  });

  it("gives the template the token that begins a prompt, and asks for an answer without thinking", () => {
    const switched =
      "{{ bos_token }}<video>{{ messages[0].content[1].text }}" +
      "{% if enable_thinking is defined and enable_thinking is true %}open{% else %}shut{% endif %}";
    const starting = { ...tokenizer, startToken: "<|endoftext|>" };
    const { prefix, suffix } = createPrompt(switched, starting, { text: "<video>" }, TOKENS, "x");
    expect(prefix[0]).toEqual({ kind: "text", ids: [tokenizer.idOf("<|endoftext|>")] });
    expect(suffix).toEqual(tokenizer.tokenizeControl("xshut"));
  });

  it("gives a template that knows no video a picture", () => {
    const pictures =
      "{% for part in messages[0].content %}" +
      "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}{% endfor %}";
    const { prefix, suffix } = createPrompt(pictures, tokenizer, { image: "<image>" }, TOKENS, "x");
    expect(prefix).toEqual(TOKENS);
    expect(suffix).toEqual(tokenizer.tokenizePlain("x"));
  });

  it("reads texts that meet as one, and lays the last one behind the video", () => {
    const text = (value: string): VideoPiece => ({ kind: "text", text: value });
    const { prefix, suffix } = promptOf("What?", [
      text("Fra"),
      text("me one:"),
      { kind: "tokens", from: 0, to: 4 },
      text("end"),
    ]);
    const [start] = [tokenizer.idOf("<|im_start|>")!];
    expect(prefix).toEqual([
      { kind: "text", ids: [start, ...tokenizer.tokenizeControl("user\nFrame one:")] },
      { kind: "tokens", from: 0, to: 4 },
    ]);
    expect(tokenizer.decode(suffix)).toMatch(/^end\nWhat\?/);
  });
});

describe("a conversation", () => {
  const [start, end] = ["<|im_start|>", "<|im_end|>"].map((token) => tokenizer.idOf(token)!);
  const count = (ids: readonly number[], id: number) => ids.filter((one) => one === id).length;
  const suffixOf = (earlier: Parameters<typeof createPrompt>[5], question = "Where?") =>
    createPrompt(template, tokenizer, videoToken, TOKENS, question, earlier).suffix;

  it("has its turns between the video and the question, as the template writes them", () => {
    const suffix = suffixOf([{ question: "What is red?", answer: " A box.\n" }]);
    expect(suffix).toEqual(
      tokenizer.tokenizeControl(
        "\nWhat is red?<|im_end|>\n<|im_start|>assistant\nA box.<|im_end|>\n" +
          "<|im_start|>user\nWhere?<|im_end|>\n<|im_start|>assistant\n",
      ),
    );
    expect(suffixOf([])).toEqual(promptOf("Where?").suffix);
  });

  it("has the same beginning for a question and for what follows it", () => {
    const first = suffixOf([], "What is red?");
    expect(
      suffixOf([{ question: "What is red?", answer: "A box." }]).slice(0, first.length),
    ).toEqual(first);
  });

  it.each(CONTROL)("reads %s in an earlier turn as text", (token) => {
    const typed = suffixOf([{ question: `Is ${token} red?`, answer: `Yes, ${token}.` }]);
    const plain = suffixOf([{ question: "Is it red?", answer: "Yes." }]);
    for (const id of [start!, end!, tokenizer.idOf(token)!])
      expect(count(typed, id)).toBe(count(plain, id));
  });

  it("is refused by a template that shows the last turn only, and by none of ours", () => {
    const deaf = "<video>{{ messages[-1].content[-1].text }}";
    const video = { text: "<video>" };
    const earlier = [{ question: "a", answer: "b" }];
    expect(() => createPrompt(deaf, tokenizer, video, TOKENS, "x", earlier)).toThrow(/each turn/);
    expect(takesTurns(deaf, tokenizer, video)).toBe(false);
    expect(takesTurns(template, tokenizer, videoToken)).toBe(true);
  });
});

describe("text stream", () => {
  it("holds back a character until all its bytes are there", () => {
    const ids = tokenizer.tokenizePlain("é🙂!");
    const stream = createTextStream(tokenizer);
    const pieces = ids.map((id) => stream.push(id));
    expect(pieces.join("") + stream.flush()).toBe("é🙂!");
    expect(pieces.join("")).not.toContain("\uFFFD");
  });
});
