// Runs in the browser: draws a clip frame by frame and encodes it with the browser's own encoders.

import {
  BufferTarget,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import { drawFrame, sampleClip } from "../world/index.ts";
import { FPS, HEIGHT, TICKS, WIDTH, type DrawnClip } from "./clips.ts";
import { toI420 } from "./yuv.ts";

/** Less noise than in training: grain costs bits, and a little of it hides the steps of a gradient. */
const NOISE = 1.2;
const BITRATES = { avc: 420_000, vp9: 320_000, av1: 260_000 } as const;
const KEY_FRAME_SEC = 2;

declare global {
  interface Window {
    encodeClip(clip: DrawnClip): Promise<string>;
  }
}

/** Returns the file's bytes in base64, since only text crosses to Node unchanged. */
window.encodeClip = async (clip) => {
  const { ticks = TICKS, fps = FPS } = clip;
  const spec = {
    ...sampleClip(clip.seed, { frames: ticks, aspect: WIDTH / HEIGHT, needles: clip.needles }),
    noise: NOISE,
  };
  const target = new BufferTarget();
  const format =
    clip.codec === "avc" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new VideoSampleSource({
    codec: clip.codec,
    bitrate: BITRATES[clip.codec],
    keyFrameInterval: KEY_FRAME_SEC,
    latencyMode: "quality",
  });
  output.addVideoTrack(source, { frameRate: fps });
  await output.start();
  const count = clip.seconds * fps;
  for (let index = 0; index < count; index++) {
    const rgba = drawFrame(spec, (index + 0.5) / count, WIDTH, HEIGHT);
    const sample = new VideoSample(toI420(rgba, WIDTH, HEIGHT), {
      format: "I420",
      codedWidth: WIDTH,
      codedHeight: HEIGHT,
      timestamp: index / fps,
      duration: 1 / fps,
      colorSpace: { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: false },
    });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  if (target.buffer === null) throw new Error(`${clip.file} was not written.`);
  const bytes = new Uint8Array(target.buffer);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(parts.join(""));
};
