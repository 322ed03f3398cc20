import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/model/config.ts";
import { openFolder, type ModelFolder } from "../../src/model/folder.ts";
import { readSafetensor } from "../../src/model/safetensors.ts";
import { modelFile } from "../support/model-files.ts";

const NAMES = ["config.json", "preprocessor_config.json", "generation_config.json"];

/** The embedded model's folder with single fields changed; null removes a file. */
function folderWith(changes: Record<string, ((json: Record<string, object>) => void) | null> = {}) {
  const files = new Map<string, Blob>();
  for (const name of NAMES) {
    const change = changes[name];
    if (change === null) continue;
    const json = JSON.parse(new TextDecoder().decode(modelFile(name)));
    change?.(json);
    files.set(name, new Blob([JSON.stringify(json)]));
  }
  return openFolder({ kind: "files", id: "test", files });
}

const failure = async (folder: ModelFolder): Promise<string> =>
  readConfig(folder).then(
    () => "no error",
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );

describe("model config", () => {
  it("reads the embedded model", async () => {
    const config = await readConfig(folderWith());
    expect(config).toMatchObject({
      family: "llava_onevision",
      patchGrid: { rows: 11, columns: 11 },
      width: 128,
      layers: 4,
      kvHeads: 2,
      headSize: 32,
      maxPositions: 2048,
      preprocessor: { width: 88, height: 88, resample: "bicubic", mean: [0.5, 0.5, 0.5] },
    });
    expect(config.endTokenIds.length).toBeGreaterThan(0);
  });

  it("names a missing file", async () => {
    expect(await failure(folderWith({ "preprocessor_config.json": null }))).toMatch(
      /^model-file-missing: .*preprocessor_config\.json/,
    );
  });

  it("names the field that is wrong, what it is and what was wanted", async () => {
    const broken = folderWith({
      "config.json": (json) => Object.assign(json["text_config"]!, { num_hidden_layers: "four" }),
    });
    expect(await failure(broken)).toBe(
      'model-config: config.json: text_config: "num_hidden_layers" is "four", wanted a number.',
    );
  });

  it("refuses a family it does not run", async () => {
    const other = folderWith({
      "config.json": (json) => Object.assign(json, { model_type: "bert" }),
    });
    expect(await failure(other)).toMatch(/^model-family: .*"bert"/);
  });

  it("refuses a file that is not JSON", async () => {
    const files = new Map([["config.json", new Blob(["<html>"])]]);
    expect(await failure(openFolder({ kind: "files", id: "test", files }))).toBe(
      "model-config: config.json is not JSON.",
    );
  });
});

describe("safetensors", () => {
  /** A file with one tensor. */
  function file(dtype: string, data: ArrayBuffer): Uint8Array<ArrayBuffer> {
    const header = new TextEncoder().encode(
      JSON.stringify({ image_newline: { dtype, shape: [2], data_offsets: [0, data.byteLength] } }),
    );
    const bytes = new Uint8Array(8 + header.length + data.byteLength);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(new Uint8Array(data), 8 + header.length);
    return bytes;
  }

  it.each([
    ["F32", new Float32Array([1.5, -2]).buffer],
    ["BF16", new Uint16Array([0x3fc0, 0xc000]).buffer],
    ["F16", new Uint16Array([0x3e00, 0xc000]).buffer],
  ])("reads %s", (dtype, data) => {
    expect([...readSafetensor(file(dtype, data), ["model.x", "image_newline"])]).toEqual([1.5, -2]);
  });

  it("says when the tensor is missing, the dtype unknown or the file cut", () => {
    const good = file("F32", new Float32Array(2).buffer);
    expect(() => readSafetensor(good, ["other"])).toThrow(/no tensor other/);
    expect(() => readSafetensor(file("I8", new ArrayBuffer(2)), ["image_newline"])).toThrow(/I8/);
    expect(() => readSafetensor(good.slice(0, 12), ["image_newline"])).toThrow(/cut short/);
  });

  it("finds the embedded model's newline", () => {
    expect(readSafetensor(modelFile("model.safetensors"), ["image_newline"])).toHaveLength(128);
  });
});
