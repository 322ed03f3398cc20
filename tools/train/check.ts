/**
 * Do the exported graphs say what the trained model says? Reads the answers of torch (reference.py) and answers the
 * same questions with onnxruntime-web: `npx tsx tools/train/check.ts [--browser]`. With --browser the graphs also run
 * in a headless Chromium on software WebGPU, static key/value cache included, and their times are printed.
 */
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web/wasm";
import { tickTime } from "../world/clip.ts";
import { drawFrame } from "../world/draw.ts";
import { sampleClip } from "../world/sample.ts";
import { checkInBrowser } from "./check-browser.ts";
import { argmax, Graphs, joinRows, pool } from "./graphs.ts";
import { MODEL_FOLDER } from "./model-folder.ts";

interface Case {
  readonly type: string;
  readonly seed: number;
  readonly frames: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly answer: readonly number[];
  readonly ids: readonly number[];
  readonly first: readonly number[];
}

const SIDE = 88;

ort.env.wasm.numThreads = 1;
const session = (name: string) =>
  ort.InferenceSession.create(readFileSync(`${MODEL_FOLDER}/onnx/${name}.onnx`));
const graphs = new Graphs(ort, [
  await session("vision_encoder"),
  await session("embed_tokens"),
  await session("decoder_model_merged"),
]);
const newline = readNewline();
const cases = JSON.parse(readFileSync("tools/train/runs/reference.json", "utf8")) as Case[];
const videos = new Map<string, Float32Array>();
let same = 0;
let right = 0;
let farthest = 0;
let prompt: Float32Array = new Float32Array();
for (const one of cases) {
  const key = `${one.seed} ${one.frames}`;
  const visual = videos.get(key) ?? pool(await graphs.encode(drawPixels(one.seed, one.frames)));
  videos.set(key, visual);
  const before = await graphs.embed(one.before);
  prompt = joinRows([before, visual, newline, await graphs.embed(one.after)]);
  const { ids, first } = await answer(prompt, one.ids.length);
  farthest = Math.max(
    farthest,
    ...first.map((value, id) => Math.abs(value - (one.first[id] ?? 0))),
  );
  if (ids.join() === one.ids.join()) same++;
  else
    console.log(
      `differs: ${one.type} of clip ${key}: ${ids.join(" ")}, torch ${one.ids.join(" ")}`,
    );
  if (ids.join() === one.answer.join()) right++;
}
console.log(
  `wasm: ${same} of ${cases.length} greedy answers as torch's, ${right} right, max |Δlogit| ${farthest.toExponential(2)}`,
);
if (process.argv.includes("--browser")) await checkInBrowser(prompt, cases.at(-1)?.ids ?? []);
process.exitCode = same === cases.length ? 0 : 1;

/** Returns a greedy answer of at most `limit` tokens, and the logits of the first. */
async function answer(rows: Float32Array, limit: number) {
  let { logits, cache } = await graphs.decode(rows, 0, graphs.cache(0));
  const first = logits;
  const ids = [argmax(logits)];
  for (let past = rows.length / 128; ids.length < limit; past++) {
    const next = await graphs.embed(ids.slice(-1));
    ({ logits, cache } = await graphs.decode(next, past, cache));
    ids.push(argmax(logits));
  }
  return { ids, first };
}

function drawPixels(seed: number, frames: number): Float32Array {
  const spec = sampleClip(seed, { frames });
  const pixels = new Float32Array(frames * 3 * SIDE * SIDE);
  for (let tick = 0; tick < frames; tick++) {
    const rgba = drawFrame(spec, tickTime(spec, tick), SIDE, SIDE);
    for (let channel = 0; channel < 3; channel++)
      for (let at = 0; at < SIDE * SIDE; at++)
        pixels[(tick * 3 + channel) * SIDE * SIDE + at] = (rgba[4 * at + channel] ?? 0) / 127.5 - 1;
  }
  return pixels;
}

/** Returns the one vector of model.safetensors, the last 512 bytes of the file. */
function readNewline(): Float32Array {
  const bytes = readFileSync(`${MODEL_FOLDER}/model.safetensors`);
  return new Float32Array(new Uint8Array(bytes.subarray(-512)).buffer);
}
