// The chat template of a folder. Three files may hold one. The tokenizer's is the language model's, which may not
// support video where the processor's (the other two files) does.

import type { ModelFolder, ReadOptions } from "./folder.ts";
import { JsonFile } from "../base/json.ts";

/** Reads the template. @throws AppError `model-config` when no file has one. */
export async function readChatTemplate(
  folder: ModelFolder,
  tokenizerConfig: JsonFile,
  options: ReadOptions = {},
): Promise<string> {
  const jinja = await folder.maybeBytes("chat_template.jinja", options);
  if (jinja !== null) return new TextDecoder().decode(jinja);
  const json = await folder.maybeBytes("chat_template.json", options);
  const holder = json === null ? tokenizerConfig : JsonFile.parse("chat_template.json", json);
  return holder.string("chat_template");
}
