// Frames of a drawn clip as files of pictures.

import { encodePng } from "../icons/png.ts";
import { drawFrame, sampleClip } from "../world/index.ts";

const [WIDTH, HEIGHT] = [96, 54];

/** Draws `count` frames of a clip, evenly over its time. They are PNG whatever they are called: Node writes no JPEG. */
export function drawPictures(seed: number, count: number): Uint8Array[] {
  const spec = sampleClip(seed, { aspect: WIDTH / HEIGHT });
  return Array.from({ length: count }, (_, at) => {
    const pixels = drawFrame(spec, (at + 0.5) / count, WIDTH, HEIGHT);
    return new Uint8Array(encodePng(WIDTH, HEIGHT, new Uint8Array(pixels.buffer)));
  });
}
