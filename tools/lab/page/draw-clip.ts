// A clip of the drawn world as a real video file: one video frame a tick, VP9 in WebM.

import {
  BufferTarget,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import { must } from "../../../src/base/assert.ts";
import { drawFrame, tickTime, type ClipSpec } from "../../world/index.ts";

const WIDTH_PX = 384;
const FRAMES_PER_SEC = 4;

/** Draws and encodes all ticks of the clip. */
export async function drawClipFile(spec: ClipSpec): Promise<File> {
  const width = WIDTH_PX;
  const height = 2 * Math.round(WIDTH_PX / spec.aspect / 2); // chroma is halved, so sides are even
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new VideoSampleSource({
    codec: "vp9",
    quality: new Quality("very-high"), // the model was not trained on compression artefacts
    keyFrameInterval: 4,
  });
  output.addVideoTrack(source, { frameRate: FRAMES_PER_SEC });
  await output.start();
  for (let tick = 0; tick < spec.frames; tick++) {
    const sample = new VideoSample(drawFrame(spec, tickTime(spec, tick), width, height), {
      format: "RGBX",
      codedWidth: width,
      codedHeight: height,
      timestamp: tick / FRAMES_PER_SEC,
      duration: 1 / FRAMES_PER_SEC,
    });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return new File([must(target.buffer, "encoded clip")], `clip-${spec.seed}.webm`, {
    type: "video/webm",
  });
}
