// A page that says in which colours a model would see a clip, for the journey that ends the GPU process.

import { openGpu } from "../../../src/gpu/device.ts";
import { decodeFrames } from "../../../src/media/decode-frames.ts";
import type { FrameRoute } from "../../../src/vision/frame-texture.ts";
import { openMedia } from "../../support/media.ts";
import { seeFrame } from "../../support/seen-frame.ts";

export interface SeenColours {
  /** The way that the frame took, which is not `first` where that failed. */
  readonly route: FrameRoute;
  /** RGB of the block in the corner and of the band behind it. */
  readonly block: readonly number[];
  readonly band: readonly number[];
}

export type SeeColours = (name: string, first: FrameRoute) => Promise<SeenColours>;

/** The first frame of test/media/`name`, brought to a new device by the way `first`, or by the next that works. */
const seeColours: SeeColours = async (name, first) => {
  const gpu = await openGpu();
  const video = await openMedia(name);
  try {
    for await (const decoded of decodeFrames(video, [0.1])) {
      const { bytes, route } = await seeFrame(gpu, decoded, [6, 6], first);
      decoded.frame.close();
      return { route, block: bytes.slice(0, 3), band: bytes.slice(14 * 3, 15 * 3) };
    }
    throw new Error(`No frame of ${name} was decoded.`);
  } finally {
    video.close();
    gpu.destroy();
  }
};

Object.assign(globalThis, { seeColours });
