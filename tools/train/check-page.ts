import * as ort from "onnxruntime-web/jspi";
import { argmax, Graphs } from "./graphs.ts";

const MAX_ROWS = 2048;
const FRAMES = 4;

/** Runs in the page that check-browser.ts opens. */
async function checkGraphs(prompt: readonly number[], expected: readonly number[]) {
  const session = async (name: string, output: Record<string, "gpu-buffer" | "cpu"> = {}) => {
    const bytes = await fetch(`/public/models/framewise-shapes/onnx/${name}.onnx`);
    return ort.InferenceSession.create(await bytes.arrayBuffer(), {
      executionProviders: [{ name: "webgpu" }],
      preferredOutputLocation: output,
    });
  };
  const graphs = new Graphs(ort, [
    await session("vision_encoder"),
    await session("embed_tokens"),
    await session("decoder_model_merged"),
  ]);
  const device = await ort.env.webgpu.device;
  const onGpu = (shape: number[]) => {
    const size = 4 * shape.reduce((product, side) => product * side, 1);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size, usage });
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: "float32", dims: shape });
  };
  const past = graphs.cache(MAX_ROWS, onGpu);
  const present = Object.fromEntries(
    Object.entries(past).map(([name, tensor]) => [
      name.replace("past_key_values.", "present."),
      tensor,
    ]),
  );
  const rows = Float32Array.from(prompt);
  const answer = async () => {
    const began = performance.now();
    let { logits } = await graphs.decode(rows, 0, past, present);
    const prefillMs = performance.now() - began;
    const ids = [argmax(logits)];
    const steps: number[] = [];
    for (let length = rows.length / 128; ids.length < expected.length; length++) {
      const next = await graphs.embed(ids.slice(-1));
      const from = performance.now();
      ({ logits } = await graphs.decode(next, length, past, present));
      steps.push(performance.now() - from);
      ids.push(argmax(logits));
    }
    return { ids, prefillMs, stepMs: steps.map(Math.round) };
  };
  const pixels = new Float32Array(FRAMES * 3 * 88 * 88);
  const encode = async () => {
    const began = performance.now();
    await graphs.encode(pixels);
    return Math.round(performance.now() - began);
  };
  const [cold, warm] = [await answer(), await answer()];
  return {
    same: warm.ids.join() === expected.join() && cold.ids.join() === expected.join(),
    rows: rows.length / 128,
    coldPrefillMs: Math.round(cold.prefillMs),
    coldStepMs: cold.stepMs,
    prefillMs: Math.round(warm.prefillMs),
    stepMs: warm.stepMs,
    encodeMs: { frames: FRAMES, cold: await encode(), warm: await encode() },
  };
}

Object.assign(globalThis, { checkGraphs });
