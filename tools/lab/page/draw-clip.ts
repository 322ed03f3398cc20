// Makes a real video file of a clip of the drawn world: one video frame a tick, VP9 in WebM.

import {
  BufferTarget,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import { must } from "../../../src/base/assert.ts";
import { drawFrame, Random, tickTime, type ClipSpec } from "../../world/index.ts";

export interface DrawOptions {
  /** The width in pixels; default 384. */
  readonly widthPx?: number;
  /** The frames a second; default 4. */
  readonly framesPerSec?: number;
}

/** Draws and encodes all ticks of the clip. */
export function drawClipFile(spec: ClipSpec, options: DrawOptions = {}): Promise<File> {
  return encode(`clip-${spec.seed}.webm`, spec, options, spec.frames, (tick, width, height) =>
    drawFrame(spec, tickTime(spec, tick), width, height),
  );
}

const GREY = 128;

/** Makes a file with nothing but grey, in the clip's shape. */
export function drawBlankFile(
  spec: ClipSpec,
  { ticks, ...options }: DrawOptions & { readonly ticks: number },
): Promise<File> {
  return encode("blank.webm", spec, options, ticks, (_tick, width, height) =>
    new Uint8ClampedArray(width * height * 4).fill(GREY),
  );
}

/** Makes a file in the clip's shape in which every pixel of every frame is drawn by chance. */
export function drawNoiseFile(spec: ClipSpec): Promise<File> {
  const random = new Random(spec.seed);
  return encode("noise.webm", spec, {}, spec.frames, (_tick, width, height) => {
    const words = Uint32Array.from({ length: width * height }, () => random.word());
    return new Uint8ClampedArray(words.buffer);
  });
}

async function encode(
  name: string,
  { aspect }: ClipSpec,
  { widthPx: width = 384, framesPerSec = 4 }: DrawOptions,
  ticks: number,
  paint: (tick: number, width: number, height: number) => Uint8ClampedArray,
): Promise<File> {
  const height = 2 * Math.round(width / aspect / 2); // sides must be even, since chroma is halved
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new VideoSampleSource({
    codec: "vp9",
    quality: new Quality("very-high"), // the model was not trained on compression artefacts
    keyFrameInterval: 4,
  });
  output.addVideoTrack(source, { frameRate: framesPerSec });
  await output.start();
  for (let tick = 0; tick < ticks; tick++) {
    const sample = new VideoSample(paint(tick, width, height), {
      format: "RGBX",
      codedWidth: width,
      codedHeight: height,
      timestamp: tick / framesPerSec,
      duration: 1 / framesPerSec,
    });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return new File([must(target.buffer, "encoded clip")], name, { type: "video/webm" });
}
