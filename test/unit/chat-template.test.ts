import { expect, it } from "vitest";
import { readChatTemplate } from "../../src/model/chat-template.ts";
import { openFolder } from "../../src/model/folder.ts";
import { JsonFile } from "../../src/base/json.ts";

const read = (files: Record<string, string>, tokenizerConfig: object = {}) =>
  readChatTemplate(
    openFolder({
      kind: "files",
      id: "test",
      files: new Map(Object.entries(files).map(([name, text]) => [name, new Blob([text])])),
    }),
    new JsonFile("tokenizer_config.json", tokenizerConfig),
  );
const TOKENIZER = { chat_template: "of the tokenizer" };
const PROCESSOR = { "chat_template.json": '{"chat_template": "of the processor"}' };

it("takes the processor's chat template before the tokenizer's", async () => {
  expect(await read({}, TOKENIZER)).toBe("of the tokenizer");
  expect(await read(PROCESSOR, TOKENIZER)).toBe("of the processor");
  expect(await read({ ...PROCESSOR, "chat_template.jinja": "newer" }, TOKENIZER)).toBe("newer");
});

it("says when there is none, or a damaged one", async () => {
  await expect(read({})).rejects.toThrow(/tokenizer_config.json: "chat_template" is nothing/);
  await expect(read({ "chat_template.json": "<html>" }, TOKENIZER)).rejects.toThrow(
    "chat_template.json is not JSON.",
  );
});
