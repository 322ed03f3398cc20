// The folders of test/fixtures/exports as a picker would give them, with the results of Hugging Face's code for two
// clips (oracle/), which tools/export wrote beside them.

import { must } from "../../src/base/assert.ts";
import { parseNpy } from "./npy.ts";

const URLS = import.meta.glob<string>("../fixtures/exports/**/*", {
  query: "?url",
  import: "default",
  eager: true,
});
const ROOT = "../fixtures/exports/";

export interface OracleClip {
  readonly name: string;
  readonly frames: readonly string[];
  /** The times of the frames, in seconds. */
  readonly timesSec: readonly number[];
  readonly durationSec: number;
  readonly question: string;
  /** The whole prompt, in which a token of the video occurs as often as the video has tokens. */
  readonly promptIds: readonly number[];
  /** M-RoPE's axes over the whole prompt; null for positions that count up. */
  readonly positions: readonly (readonly number[])[] | null;
  /** Every `stride`-th of the values that the vision encoder takes. */
  readonly pixels: {
    readonly shape: readonly number[];
    readonly stride: number;
    readonly file: string;
  };
  /** [T · N, D] or [T, N, D] */
  readonly features: { readonly shape: readonly number[]; readonly file: string };
  readonly full: OracleAnswer;
  /** The answer with what VidCom²'s released code keeps at 25 %. */
  readonly quarter: OracleAnswer & { readonly kept: readonly number[] };
  /** Strings, and the log-likelihood of each as the answer; only where an oracle was asked. */
  readonly choices?: Readonly<Record<"full" | "quarter", readonly number[]>> & {
    readonly texts: readonly string[];
  };
}

export interface OracleAnswer {
  /** The file of the first token's logits, [V]. */
  readonly logits: string;
  /** The first eight tokens, whatever they are. */
  readonly greedy: readonly number[];
}

/** Graphs and their weights are kept packed. */
const PACKED = /\.gz$/;

/** Returns a folder's files by their paths in it, without the oracle. Files of later folders replace earlier ones. */
export async function exportFiles(...folders: readonly string[]): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const folder of folders) {
    const from = `${ROOT}${folder}/`;
    const paths = Object.keys(URLS).filter((path) => path.startsWith(from));
    if (paths.length === 0) throw new Error(`There is no test/fixtures/exports/${folder}.`);
    for (const path of paths.filter((path) => !path.startsWith(`${from}oracle/`))) {
      files.set(path.slice(from.length).replace(PACKED, ""), await read(path));
    }
  }
  return files;
}

/** Returns one file of a folder, "qwen2-vl/onnx/vision_encoder.onnx"; null where there is none. */
export async function exportFile(path: string): Promise<Blob | null> {
  const at = [`${ROOT}${path}`, `${ROOT}${path}.gz`].find((one) => one in URLS);
  return at === undefined ? null : read(at);
}

export async function readOracle(folder: string): Promise<readonly OracleClip[]> {
  const text = await (await read(`${ROOT}${folder}/oracle/oracle.json`)).text();
  return (JSON.parse(text) as { readonly clips: readonly OracleClip[] }).clips;
}

export async function oracleFloats(folder: string, file: string): Promise<Float32Array> {
  return parseNpy(await (await read(`${ROOT}${folder}/oracle/${file}`)).arrayBuffer()).data;
}

/** Returns a clip's frames as RGBA bytes. */
export async function oracleFrames(folder: string, clip: OracleClip): Promise<ImageData[]> {
  return Promise.all(
    clip.frames.map(async (file) => pixelsOf(await read(`${ROOT}${folder}/oracle/${file}`))),
  );
}

async function pixelsOf(png: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(png, { colorSpaceConversion: "none" });
  const { width, height } = bitmap;
  const context = must(new OffscreenCanvas(width, height).getContext("2d"), "2D canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

async function read(path: string): Promise<Blob> {
  const url = URLS[path];
  if (url === undefined) throw new Error(`There is no test/${path.replace("../", "")}.`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const blob = await response.blob();
  // Some servers say that they send a packed file, which the browser then unpacks.
  const [first, second] = await blob.slice(0, 2).bytes();
  const isPacked = PACKED.test(path) && first === 0x1f && second === 0x8b;
  if (!isPacked) return blob;
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).blob();
}
