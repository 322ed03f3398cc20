// The clips of test/media, opened in the browser, and what a frame of them shows.

import { BIN_CENTRES } from "../../src/base/sampling.ts";
import { chooseTimes } from "../../src/media/choose-times.ts";
import { decodeFrames, type DecodedFrame } from "../../src/media/decode-frames.ts";
import { openVideo, type OpenVideoOptions } from "../../src/media/open-video.ts";

const URLS = import.meta.glob<string>("../media/*", {
  query: "?url",
  import: "default",
  eager: true,
});

/** The names of all the clips. */
export const MEDIA_NAMES = Object.keys(URLS).map((path) => path.replace("../media/", ""));

export async function mediaFile(name: string): Promise<Blob> {
  const url = URLS[`../media/${name}`];
  if (url === undefined) throw new Error(`There is no test/media/${name}; see tools/fixtures.`);
  return (await fetch(url)).blob();
}

export async function openMedia(name: string, options: Omit<OpenVideoOptions, "name"> = {}) {
  return openVideo(await mediaFile(name), { name, ...options });
}

export type Rgb = [r: number, g: number, b: number];

/** What a test wants to know of a frame, which is closed. */
export interface SeenFrame {
  readonly index: number;
  readonly timeSec: number;
  readonly timestampSec: number;
  readonly width: number;
  readonly height: number;
  /** The colour at the right and lower part of the picture, which shows only the background. */
  readonly color: Rgb;
}

/** Opens a clip, decodes `wanted` frames, and reports them and the lost ones. */
export async function watchMedia(name: string, wanted: number) {
  const video = await openMedia(name);
  const seen: SeenFrame[] = [];
  const lost: number[] = [];
  try {
    const times = chooseTimes(video.times, BIN_CENTRES, { frames: wanted });
    for await (const decoded of decodeFrames(video, times, { onLost: (i) => lost.push(i) })) {
      seen.push(look(decoded));
      decoded.frame.close();
    }
    return { video, times, seen, lost };
  } finally {
    video.close();
  }
}

function look({ index, timeSec, timestampSec, frame }: DecodedFrame): SeenFrame {
  const { displayWidth: width, displayHeight: height } = frame;
  return { index, timeSec, timestampSec, width, height, color: colorAt(frame, 0.75, 0.75) };
}

/** Returns the colour of the pixel at shares of a picture's width and height. */
export function colorAt(picture: VideoFrame | ImageBitmap, x: number, y: number): Rgb {
  const width = picture instanceof VideoFrame ? picture.displayWidth : picture.width;
  const height = picture instanceof VideoFrame ? picture.displayHeight : picture.height;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw new Error("no 2D canvas");
  context.drawImage(picture, 0, 0);
  const [r = 0, g = 0, b = 0] = context.getImageData(
    Math.floor(x * width),
    Math.floor(y * height),
    1,
    1,
  ).data;
  return [r, g, b];
}

/** Returns the index of the nearest of `colors`. */
export function nearestColor(color: Rgb, colors: readonly (readonly number[])[]): number {
  const distances = colors.map((other) =>
    color.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

/** A file in the browser's own player, which tells what it shows at a moment. */
export async function openPlayer(file: Blob) {
  const element = document.createElement("video");
  const url = URL.createObjectURL(file);
  const heard = (name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      element.addEventListener(name, () => resolve(), { once: true });
      element.addEventListener("error", () => reject(new Error(element.error?.message)), {
        once: true,
      });
    });
  const loaded = heard("loadeddata");
  element.src = url;
  await loaded;
  return {
    durationSec: element.duration,
    size: () => [element.videoWidth, element.videoHeight],
    async seek(timeSec: number): Promise<void> {
      const seeked = heard("seeked");
      element.currentTime = timeSec;
      await seeked;
      // Behind a seek the player may go on reading before it has a picture.
      if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await heard("canplay");
    },
    async color(): Promise<Rgb> {
      const bitmap = await createImageBitmap(element);
      const color = colorAt(bitmap, 0.75, 0.75);
      bitmap.close();
      return color;
    },
    close(): void {
      element.removeAttribute("src");
      URL.revokeObjectURL(url);
    },
  };
}
