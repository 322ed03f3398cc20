import { readFileSync } from "node:fs";
import { JsonFile } from "../../src/base/json.ts";
import { createTokenizer, type Tokenizer } from "../../src/language/tokenizer.ts";

const FOLDER = new URL("../../public/models/framewise-shapes/", import.meta.url);

/** Reads a file of the embedded model from disk. Node only. */
export function modelFile(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(path, FOLDER)));
}

export const modelJson = (path: string): JsonFile => JsonFile.parse(path, modelFile(path));

export const embeddedTokenizer = (): Tokenizer =>
  createTokenizer(modelJson("tokenizer.json"), modelJson("tokenizer_config.json"));
