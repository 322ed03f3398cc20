import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/gpu/tensor.ts";
import { tokenizeChoices } from "../../src/language/choices.ts";
import { choose } from "../../src/language/choose.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { answerLead } from "../../src/language/prompt.ts";
import type { Sampler } from "../../src/language/sampler.ts";
import { ONEVISION_TEMPLATE, QWEN3_5_TEMPLATE, readFamily } from "../support/family-configs.ts";
import { embeddedTokenizer, modelJson } from "../support/model-files.ts";

const tokenizer = embeddedTokenizer();

describe("what comes before an answer", () => {
  const videoToken = { text: "<video>" };

  it("is what the template writes between the prompt and the assistant's words", () => {
    const smolvlm2 = readFamily("smolvlm").videoTemplate!;
    expect(answerLead(smolvlm2, tokenizer, videoToken)).toBe(" ");
    const qwen2 = readFamily("qwen2_vl").videoTemplate!;
    expect(answerLead(qwen2, tokenizer, videoToken)).toBe("");
    const embedded = modelJson("tokenizer_config.json").string("chat_template");
    expect(answerLead(embedded, tokenizer, videoToken)).toBe("");
  });

  it("is nothing where a turn with an answer begins otherwise than one that waits for it", () => {
    expect(answerLead(ONEVISION_TEMPLATE, tokenizer, videoToken)).toBe("");
    expect(answerLead(QWEN3_5_TEMPLATE, tokenizer, videoToken)).toBe("");
    const deaf = "{{ messages[0].content[1].text }}{% if add_generation_prompt %}A:{% endif %}";
    expect(answerLead(deaf, tokenizer, videoToken)).toBe("");
  });
});

describe("choices", () => {
  it("are tokenized by the model's tokenizer after what comes before an answer", () => {
    expect(tokenizeChoices(tokenizer, " ", ["red", "<|im_end|>"])).toEqual([
      { text: "red", ids: tokenizer.tokenizePlain(" red") },
      { text: "<|im_end|>", ids: tokenizer.tokenizePlain(" <|im_end|>") },
    ]);
    const [choice] = tokenizeChoices(tokenizer, "", ["<|im_end|>"]);
    expect(choice!.ids).not.toContain(tokenizer.idOf("<|im_end|>"));
  });

  it("may be written with characters that the tokenizer composes", () => {
    expect(tokenizeChoices(tokenizer, "", ["cafe\u0301"])[0]!.text).toBe("cafe\u0301");
  });

  it.each<readonly [readonly string[], RegExp]>([
    [[], /There are no choices/],
    [["red", ""], /"" cannot be an answer/],
    [["red", "blue", "red"], /"red" and "red" are one and the same/],
    [["café", "cafe\u0301"], /are one and the same/],
    [["\uD800"], /cannot write the choice "\\ud800"/],
    [JSON.parse("[7]") as string[], /^7 cannot be an answer/],
  ])("that are wrong are refused in a sentence: %j", (texts, message) => {
    const refusal = { code: "choices-invalid", message: expect.stringMatching(message) };
    expect(() => tokenizeChoices(tokenizer, "", texts)).toThrow(expect.objectContaining(refusal));
  });
});

/** A model of four tokens whose next token depends on the last one alone; 0 stands for the prompt, 3 ends an answer. */
const NEXT = [
  [0.1, 0.6, 0.2, 0.1],
  [0.25, 0.25, 0.25, 0.25],
  [0.05, 0.05, 0.2, 0.7],
];

function setUp() {
  const log: string[] = [];
  let live = 0;
  let cached: number[] = [0];
  const tensor = (id: number): Tensor => {
    live++;
    return { label: String(id), dims: [4], destroy: () => live-- } as unknown as Tensor;
  };
  const decoder = {
    cache: {
      branch() {
        const start = cached.length;
        return {
          rollBack: () => (cached = cached.slice(0, start)),
          end: () => log.push("branch ended"),
        };
      },
    },
    embed: ([id]: readonly [number]) => Promise.resolve(tensor(id)),
    forward(embedding: Tensor) {
      cached.push(Number(embedding.label));
      log.push(`run ${cached.join(" ")}`);
      return Promise.resolve(tensor(Number(embedding.label)));
    },
  } as unknown as Decoder;
  const sampler = {
    logProbabilities: ({ label }: Tensor, ids: readonly number[]) =>
      Promise.resolve(ids.map((id) => Math.log(NEXT[Number(label)]![id]!))),
  } as unknown as Sampler;
  return { decoder, sampler, log, logits: tensor(0), live: () => live };
}

const CHOICES = [
  { text: "a", ids: [1] },
  { text: "b", ids: [2] },
  { text: "ab", ids: [1, 2] },
];

describe("choosing", () => {
  it("gives each choice the probability of its tokens and of the end behind them", async () => {
    const { decoder, sampler, logits, log, live } = setUp();
    const seen: number[] = [];
    const onToken = (index: number): unknown => seen.push(index);
    const options = { logits, choices: CHOICES, endTokenIds: [3], onToken };
    const { likelihoods, ...chosen } = await choose(decoder, sampler, options);
    const likelihood = { a: 0.6 * 0.25, b: 0.2 * 0.7, ab: 0.6 * 0.25 * 0.7 };
    const total = likelihood.a + likelihood.b + likelihood.ab;
    expect(chosen).toEqual({ text: "a", stop: "end", steps: 4 });
    expect(likelihoods).toEqual(
      Object.entries(likelihood).map(([text, each]) => ({
        text,
        logLikelihood: expect.closeTo(Math.log(each), 10),
        probability: expect.closeTo(each / total, 10),
      })),
    );
    expect(log).toEqual(["run 0 1", "run 0 2", "run 0 1", "run 0 1 2", "branch ended"]);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(live()).toBe(0);
  });

  it("takes any end token as the end", async () => {
    const { decoder, sampler, logits } = setUp();
    const options = { logits, choices: CHOICES.slice(1, 2), endTokenIds: [3, 0] };
    const { likelihoods } = await choose(decoder, sampler, options);
    expect(likelihoods).toMatchObject([
      { logLikelihood: expect.closeTo(Math.log(0.2 * 0.75), 10), probability: 1 },
    ]);
  });

  it("goes without an end where the model names none", async () => {
    const { decoder, sampler, logits, log } = setUp();
    const options = { logits, choices: CHOICES, endTokenIds: [] };
    const { likelihoods, text } = await choose(decoder, sampler, options);
    expect(text).toBe("a");
    expect(likelihoods!.map(({ logLikelihood }) => Math.exp(logLikelihood))).toEqual(
      [0.6, 0.2, 0.6 * 0.25].map((each) => expect.closeTo(each, 10)),
    );
    expect(log).toEqual(["run 0 1", "branch ended"]);
  });

  it("says nothing when it is stopped, and leaves nothing behind", async () => {
    const { decoder, sampler, logits, log, live } = setUp();
    const stop = new AbortController();
    const onToken = (index: number): void => {
      if (index === 2) stop.abort();
    };
    const options = { logits, choices: CHOICES, endTokenIds: [3], signal: stop.signal, onToken };
    expect(await choose(decoder, sampler, options)).toEqual({
      text: "",
      stop: "stopped",
      steps: 2,
      likelihoods: null,
    });
    expect(log.at(-1)).toBe("branch ended");
    expect(live()).toBe(0);
  });

  it("leaves nothing behind when a run fails", async () => {
    const { decoder, sampler, logits, log, live } = setUp();
    const broken = { ...decoder, forward: () => Promise.reject(new Error("out of memory")) };
    const options = { logits, choices: CHOICES, endTokenIds: [3] };
    await expect(choose(broken, sampler, options)).rejects.toThrow("out of memory");
    expect(log).toEqual(["branch ended"]);
    expect(live()).toBe(0);
  });
});
