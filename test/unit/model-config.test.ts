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
      text: { width: 128, layers: 4, kvHeads: 2, headSize: 32, maxPositions: 2048 },
      pixels: { resample: "bicubic", mean: [0.5, 0.5, 0.5] },
    });
    expect(config.layout({ width: 640, height: 360 }, 8)).toEqual({
      resizes: [{ width: 88, height: 88 }],
      features: { rows: 11, columns: 11 },
      tokens: { rows: 6, columns: 6 },
    });
    expect(config.text.endTokenIds.length).toBeGreaterThan(0);
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

  const read = (bytes: Uint8Array<ArrayBuffer>, names: string[]): Promise<Float32Array> =>
    readSafetensor(async (from, to) => bytes.slice(from, to), names);

  it.each([
    ["F32", new Float32Array([1.5, -2]).buffer],
    ["BF16", new Uint16Array([0x3fc0, 0xc000]).buffer],
    ["F16", new Uint16Array([0x3e00, 0xc000]).buffer],
  ])("reads %s", async (dtype, data) => {
    const values = await read(file(dtype, data), ["model.x", "image_newline"]);
    expect([...values]).toEqual([1.5, -2]);
  });

  it("says when the tensor is missing, the dtype unknown or the file cut", async () => {
    const good = file("F32", new Float32Array(2).buffer);
    await expect(read(good, ["other"])).rejects.toThrow(/no tensor other/);
    const integers = file("I8", new ArrayBuffer(2));
    await expect(read(integers, ["image_newline"])).rejects.toThrow(/I8/);
    await expect(read(good.slice(0, 12), ["image_newline"])).rejects.toThrow(/cut short/);
    const noSafetensors = new TextEncoder().encode("<html>not weights</html>");
    await expect(read(noSafetensors, ["x"])).rejects.toThrow(/is not a safetensors file/);
  });

  it("reads the header and the tensor, and no other byte", async () => {
    const asked: [number, number][] = [];
    const bytes = modelFile("model.safetensors");
    const values = await readSafetensor(
      async (from, to) => {
        asked.push([from, to]);
        return bytes.slice(from, to);
      },
      ["image_newline"],
    );
    expect(values).toHaveLength(128);
    expect(asked.map(([from, to]) => to - from).toSorted((a, b) => a - b)).toEqual([
      8,
      expect.any(Number),
      512,
    ]);
  });
});
