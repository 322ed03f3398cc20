// Folders as three versions of transformers save them, read as those versions read them (test/golden/configs).

import { describe, expect, it } from "vitest";
import { CONFIG_DEFAULTS } from "../../src/model/adapters/config-defaults.ts";
import { readConfig, type ModelConfig } from "../../src/model/config.ts";
import { openFolder } from "../../src/model/folder.ts";
import v445 from "../golden/configs/4.45.json";
import v451 from "../golden/configs/4.51.json";
import v55 from "../golden/configs/5.5.json";

type Fields = Readonly<Record<string, number | undefined>>;
type Files = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Saved {
  readonly files: Files;
  readonly read: { readonly text: Fields; readonly vision: Fields };
}

interface Golden {
  readonly transformers: string;
  readonly published: Readonly<Record<string, Saved | null>>;
  readonly bare: Readonly<Record<string, Saved | null>>;
  readonly defaults: Readonly<Record<string, Fields>>;
}

const GOLDENS: readonly Golden[] = [v445, v451, v55];

const CASES = GOLDENS.flatMap(({ transformers, published, bare }) =>
  Object.entries({ published, bare }).flatMap(([settings, families]) =>
    Object.entries(families).flatMap(([family, saved]) =>
      saved === null ? [] : [{ transformers, settings, family, saved }],
    ),
  ),
);

function read(files: Files): Promise<ModelConfig> {
  const blobs = Object.entries(files).map(
    ([path, json]) => [path, new Blob([JSON.stringify(json)])] as const,
  );
  return readConfig(openFolder({ kind: "files", id: "saved", files: new Map(blobs) }));
}

const caseOf = (version: string, family: string): Saved =>
  CASES.find(
    (one) =>
      one.transformers.startsWith(version) && one.settings === "published" && one.family === family,
  )!.saved;

describe("a folder saved by transformers", () => {
  it.each(CASES)("$transformers: $family, $settings", async ({ family, settings, saved }) => {
    const config = await read(saved.files);
    const { text, vision } = saved.read;
    expect(config.family).toBe(family);
    expect(config.text).toMatchObject({
      width: text["hidden_size"],
      layers: text["num_hidden_layers"],
      kvHeads: text["num_key_value_heads"],
      headSize: text["head_dim"],
      maxPositions: text["max_position_embeddings"],
      vocabulary: text["vocab_size"],
      ropeTheta: text["rope_theta"],
      endTokenIds: text["eos_token_id"] === undefined ? [] : [text["eos_token_id"]],
    });
    const { patch_size: patch = 0, image_size: size } = vision;
    const scale = { published: 4, bare: 2 }[settings]!;
    const { columns } = config.layout({ width: 644, height: 364 }, 8).features;
    // Frames of any size, or one size of the tower; SmolVLM2's joins 4 × 4 or 2 × 2 patches.
    const found = {
      llava_onevision: columns,
      smolvlm: columns * scale,
      qwen2_vl: config.vision.kind === "patches" ? config.vision.patch : 0,
    }[family];
    expect(found).toBe(size === undefined ? patch : Math.floor(size / patch));
  });

  it("leaves out what equals the defaults, in 4.45", () => {
    const { files } = caseOf("4.45", "llava_onevision");
    expect(files["config.json"]!["text_config"]).not.toHaveProperty("max_position_embeddings");
  });

  it.each(["llava_onevision", "qwen2_vl", "smolvlm"])(
    "has one file for both processors in 5, and %s reads it as those of 4.51",
    async (family) => {
      const [older, newer] = [caseOf("4.51", family), caseOf("5", family)];
      expect(Object.keys(newer.files)).toEqual(["config.json", "processor_config.json"]);
      const [before, after] = [await read(older.files), await read(newer.files)];
      expect(after.pixels).toEqual(before.pixels);
      const frame = { width: 640, height: 360 };
      expect(after.layout(frame, 8).resizes.at(-1)).toEqual(before.layout(frame, 8).resizes.at(-1));
    },
  );

  it("reads what processor_config.json says before the older files, as transformers does", async () => {
    const { files } = caseOf("5", "llava_onevision");
    const older = { ...caseOf("4.51", "llava_onevision").files["preprocessor_config.json"] };
    const both = { ...files, "preprocessor_config.json": { ...older, image_mean: [0, 0, 0] } };
    expect((await read(both)).pixels).toEqual((await read(files)).pixels);
  });

  it("takes `rope_parameters` of a flat config.json too", async () => {
    const { files } = caseOf("4.51", "qwen2_vl");
    const { rope_theta: _, ...config } = files["config.json"]!;
    const moved = { ...config, rope_parameters: { rope_theta: 77, rope_type: "default" } };
    expect((await read({ ...files, "config.json": moved })).text.ropeTheta).toBe(77);
    expect((await read({ ...files, "config.json": config })).text.ropeTheta).toBe(1_000_000);
  });

  it("is refused when it has no processor's settings at all", async () => {
    const { files } = caseOf("5", "llava_onevision");
    const { image_processor: _, ...rest } = files["processor_config.json"]!;
    await expect(read({ ...files, "processor_config.json": rest })).rejects.toMatchObject({
      code: "model-file-missing",
      message: expect.stringContaining("preprocessor_config.json"),
    });
  });
});

describe("defaults", () => {
  it.each(Object.entries(CONFIG_DEFAULTS))("of %s are those of its class", (part, defaults) => {
    const versions = GOLDENS.map((golden) => golden.defaults[part]).filter(
      (one) => one !== undefined,
    );
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) expect(version).toMatchObject(defaults);
  });
});
