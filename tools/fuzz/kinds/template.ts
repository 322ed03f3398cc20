// Chat templates: rendered with a question, as at every answer.

import { answerLead, createPrompt } from "../../../src/language/prompt.ts";
import { createTokenizer, type Tokenizer } from "../../../src/language/tokenizer.ts";
import { JsonFile } from "../../../src/base/json.ts";
import type { Random } from "../../../src/base/random.ts";
import { mutateBytes } from "../bytes.ts";
import { seedFile, seedText, type Kind } from "../kind.ts";

const JINJA = ["lfm2.5-vl", "qwen3.5"].map((name) => `${name}/chat_template.jinja`);
const JSON_FILES = ["llava-onevision", "qwen2-vl", "smolvlm2"].map(
  (name) => `${name}/chat_template.json`,
);
const EXPORTS = "test/fixtures/exports";
const VIDEO = { text: "<video>" };

/** Pieces of the language that take long, grow, nest or do not fit. */
const PIECES = [
  "{% for a in range(1000000000) %}{% endfor %}",
  "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
  "{% for a in messages %}{% for b in messages %}{{ a }}{{ b }}{% endfor %}{% endfor %}",
  "{% set s = 'x' %}{% for i in range(60) %}{% set s = s ~ s %}{% endfor %}{{ s }}",
  "{% set ns = namespace(s='xx') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}",
  "{% set ns = namespace(a=[1]) %}{% for i in range(99) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
  "{% macro m(a) %}{{ m(a) }}{{ m(a) }}{% endmacro %}{{ m(1) }}",
  "{{ messages | tojson(indent=1000000) }}",
  "{{ messages | tojson }}",
  "{{ 'a' * 1000000000 }}",
  "{{ ('a' * 100).replace('', 'a' * 100).replace('', 'aaaa').replace('', 'aaaa') }}",
  "{{ messages[0].content[0].type }}",
  "{{ messages[-1]['role'] | upper | trim | title }}",
  "{{ raise_exception('no') }}",
  "{{ strftime_now('%Y %b %d') }}",
  "{% if messages[5] is defined %}",
  "{% endif %}",
  "{% endfor %}",
  "{{",
  "}}",
  "{%",
  "%}",
  "{#",
  "#}",
  "{% generation %}",
  "<video>",
  "\u{e000}0\u{e001}",
  "(".repeat(500),
  "{{ " + "(".repeat(5_000),
  "{{ " + "not ".repeat(5_000) + "1 }}",
  "{{ " + "[".repeat(3_000) + "]".repeat(3_000) + " }}",
  "{% if 1 %}".repeat(2_000),
  " ".repeat(3_000),
  " ".repeat(50_000),
  "x".repeat(70_000),
];

let templates: readonly string[] | null = null;
let tokenizer: Tokenizer | null = null;

export const TEMPLATE: Kind = {
  name: "template",
  async run(random) {
    templates ??= seeds();
    tokenizer ??= seedTokenizer();
    const template = damaged(random, random.pick(templates), templates);
    const pieces = [{ kind: "tokens", from: 0, to: 4 }] as const;
    const video = random.chance(0.2) ? { image: "<image>" } : VIDEO;
    createPrompt(template, tokenizer, video, pieces, "What is shown?");
    const earlier = [{ question: "And before?", answer: "Nothing." }];
    createPrompt(template, tokenizer, video, pieces, "What is shown?", earlier);
    answerLead(template, tokenizer, video);
  },
};

const seeds = (): string[] => [
  ...JINJA.map((path) => seedText(`${EXPORTS}/${path}`)),
  ...JSON_FILES.map(
    (path) =>
      (JSON.parse(seedText(`${EXPORTS}/${path}`)) as { chat_template: string }).chat_template,
  ),
];

function seedTokenizer(): Tokenizer {
  const [tokens, config] = ["tokenizer.json", "tokenizer_config.json"].map((file) =>
    JsonFile.parse(file, seedFile(`${EXPORTS}/qwen2-vl/${file}`)),
  ) as [JsonFile, JsonFile];
  return createTokenizer(tokens, config);
}

function damaged(random: Random, template: string, others: readonly string[]): string {
  let text = template;
  for (let count = random.pick([1, 1, 2, 4]); count > 0; count--) {
    const at = random.integer(0, text.length);
    const end = Math.min(text.length, at + random.pick([0, 1, 8, 64, text.length]));
    const inside = random.chance(0.7) ? random.pick(PIECES) : stretch(random, random.pick(others));
    text = text.slice(0, at) + inside + text.slice(end);
  }
  if (random.chance(0.8)) return text;
  return new TextDecoder().decode(mutateBytes(random, new TextEncoder().encode(text)));
}

function stretch(random: Random, text: string): string {
  const from = random.integer(0, text.length);
  return text.slice(from, from + random.integer(1, 80));
}
