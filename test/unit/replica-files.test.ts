// Replicas as files: the same ones for a seed, on disk as in memory, with weights inside or beside the graphs.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { replicaFiles } from "../../tools/replica/files.ts";
import { graphParts } from "../../tools/replica/onnx/layout.ts";
import { constantTensor } from "../../tools/replica/onnx/tensor.ts";
import { DTYPES, FAMILIES, type ReplicaOptions } from "../../tools/replica/options.ts";
import { replicaParts } from "../../tools/replica/parts.ts";
import { writeParts } from "../../tools/replica/write.ts";
import { readModel } from "../support/replica-reader.ts";

const MINI = { family: "llava-onevision", dtype: "fp32", scale: "mini", seed: 1 } as const;
const DECODER = "onnx/decoder_model_merged.onnx";

const isEqual = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "replica-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a replica's files", () => {
  it.each(FAMILIES.flatMap((family) => DTYPES.map((dtype) => ({ family, dtype }))))(
    "are the same for a seed, and others for another: $family in $dtype",
    ({ family, dtype }) => {
      const files = replicaFiles({ ...MINI, family, dtype });
      const again = replicaFiles({ ...MINI, family, dtype });
      const other = replicaFiles({ ...MINI, family, dtype, seed: 2 });
      expect([...again.keys()]).toEqual([...files.keys()]);
      for (const [path, bytes] of files) {
        expect(isEqual(again.get(path), bytes), `bytes of ${path}`).toBe(true);
        const isText = path.endsWith(".json");
        expect(isEqual(other.get(path), bytes), `${path} of another seed`).toBe(isText);
      }
    },
  );

  it("make a whole folder of each family", () => {
    for (const family of FAMILIES) {
      const paths = [...replicaFiles({ ...MINI, family, dtype: "q4" }).keys()];
      const isLlava = family.startsWith("llava");
      expect(paths.toSorted()).toEqual(
        [
          "config.json",
          "generation_config.json",
          "onnx/decoder_model_merged_q4.onnx",
          "onnx/embed_tokens_q4.onnx",
          "onnx/vision_encoder_q4.onnx",
          "preprocessor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          ...(isLlava ? ["model.safetensors", "video_preprocessor_config.json"] : []),
          ...(family === "smolvlm2" ? ["processor_config.json"] : []),
        ].toSorted(),
      );
    }
  });

  it("are LLaVA-OneVision's for LLaVA-Video but for how it is told to pool", () => {
    const [image, video] = (["llava-onevision", "llava-video"] as const).map((family) =>
      replicaFiles({ ...MINI, family, form: "fused" }),
    );
    const changed = [...image!].filter(([path, bytes]) => !isEqual(video!.get(path), bytes));
    expect(changed.map(([path]) => path)).toEqual(["config.json", "tokenizer_config.json"]);
    expect(JSON.parse(new TextDecoder().decode(video!.get("config.json")))).toMatchObject({
      model_type: "llava_video",
      mm_newline_position: "grid",
      mm_spatial_pool_mode: "bilinear",
      mm_spatial_pool_stride: 2,
    });
  });

  it("hold the newline at an offset that has to be read", () => {
    const bytes = replicaFiles(MINI).get("model.safetensors")!;
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header.image_newline).toEqual({ dtype: "F16", shape: [64], data_offsets: [128, 256] });
    expect(bytes.length).toBe(8 + length + 256);
  });

  it("have their weights beside the graph when asked, the same ones", () => {
    const inside = replicaFiles({ ...MINI, external: "never" });
    const beside = replicaFiles({ ...MINI, external: "always" });
    const [whole, graph] = [inside, beside].map((files) => readModel(files.get(DECODER)!));
    const data = beside.get(`${DECODER}_data`)!;
    let end = 0;
    for (const [name, { raw }] of whole!.tensors) {
      const { external, isExternal, ...tensor } = graph!.tensors.get(name)!;
      expect(isExternal, `tensor ${name}`).toBe(raw!.length >= 1024);
      expect(tensor.raw).toEqual(isExternal ? null : raw);
      if (!isExternal) continue;
      expect(external["location"]).toBe("decoder_model_merged.onnx_data");
      const [offset, length] = [Number(external["offset"]), Number(external["length"])];
      expect(offset % 4096).toBe(0);
      expect(isEqual(data.subarray(offset, offset + length), raw!), `tensor ${name}`).toBe(true);
      end = Math.max(end, offset + length);
    }
    expect(data.length).toBe(end);
    const config = JSON.parse(new TextDecoder().decode(beside.get("config.json")));
    expect(config["transformers.js_config"].use_external_data_format).toMatchObject({
      "decoder_model_merged.onnx": 1,
    });
    expect(beside.get(DECODER)!.length).toBeLessThan(inside.get(DECODER)!.length / 10);
  });

  it("go to a next file of weights above 1.9 GB", () => {
    const big = (name: string) => ({
      ...constantTensor(name, "uint8", [0], []),
      dims: [1e9],
      byteLength: 1e9,
    });
    const tensors = ["a", "b", "c"].map(big);
    const graph = { name: "big", inputs: [], outputs: [], nodes: [], tensors };
    const [model, ...data] = graphParts("onnx/big.onnx", graph, "auto");
    expect(data.map(({ path, byteLength }) => [path, byteLength])).toEqual([
      ["onnx/big.onnx_data", 1e9],
      ["onnx/big.onnx_data_1", 1e9],
      ["onnx/big.onnx_data_2", 1e9],
    ]);
    const read = readModel([...model!.pieces()][0]!);
    expect(read.tensors.get("b")!.external).toEqual({
      location: "big.onnx_data_1",
      offset: "0",
      length: "1000000000",
    });
  });

  it("are the same on disk", () => {
    const options: ReplicaOptions = { ...MINI, dtype: "q4", external: "always" };
    inFolder((folder) => {
      const told: string[] = [];
      writeParts(folder, replicaParts(options), (path) => told.push(path));
      const files = replicaFiles({ ...options, scale: "mini" });
      expect(told).toEqual([...files.keys()]);
      for (const [path, bytes] of files) {
        expect(isEqual(readFileSync(join(folder, path)), bytes), `bytes of ${path}`).toBe(true);
      }
    });
  });
});

describe("npm run replica", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/replica/main.ts", ...args], {
      encoding: "utf8",
    });

  it("writes a folder and says where", () => {
    inFolder((folder) => {
      const { status, stdout } = run("--family", "smolvlm2", "--out", folder);
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${folder}\n` });
      expect(JSON.parse(readFileSync(join(folder, "config.json"), "utf8"))).toMatchObject({
        model_type: "smolvlm",
      });
    });
  });

  it("says what it wants", () => {
    const { status, stderr } = run("--family", "llama", "--out", "unused");
    expect(status).toBe(2);
    expect(stderr).toMatch(/--family wants one of llava-onevision, .*smolvlm2, all; it is llama/);
  });
});
