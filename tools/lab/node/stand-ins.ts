// Stands in, in Node, for what the engine asks of a browser beside its processor: a picture is drawn when it is decoded, and
// canvases draw nothing but pass on what was put on them.

import { BUFFER_USAGE, TEXTURE_USAGE } from "../../../src/gpu/constants.ts";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, [height, width, 4]. */
  readonly bytes: Uint8ClampedArray;
}

/** How a PNG picture begins, by which the engine tells what kind of file it is. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A file of a picture that is drawn each time it is decoded, so that an hour of them takes no memory. */
export class DrawnPicture extends Blob {
  readonly draw: () => Pixels;

  constructor(draw: () => Pixels) {
    super([PNG]);
    this.draw = draw;
  }
}

/** A canvas that holds the picture that was put on it last. */
class Canvas {
  readonly width: number;
  readonly height: number;
  held: Pixels | null = null;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  getContext(): object {
    const nothing = (): void => undefined;
    return {
      fillRect: nothing,
      translate: nothing,
      rotate: nothing,
      drawImage: (picture: Pixels) => {
        this.held = picture;
      },
    };
  }

  transferToImageBitmap(): object {
    const { width, height } = this;
    return { width, height, close: () => undefined };
  }

  /** Says that it cannot, as browsers may, so that no small pictures are kept. */
  convertToBlob(): Promise<never> {
    return Promise.reject(new Error("The lab in Node encodes no pictures."));
  }
}

/** A frame of a canvas that holds a picture of its own size. */
class Frame {
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly visibleRect = null;
  readonly timestamp: number;
  readonly bytes: Uint8ClampedArray;

  constructor({ width, height, held }: Canvas, { timestamp }: { readonly timestamp: number }) {
    this.codedWidth = this.displayWidth = width;
    this.codedHeight = this.displayHeight = height;
    this.timestamp = timestamp;
    this.bytes = held?.bytes ?? new Uint8ClampedArray(4 * width * height);
  }

  allocationSize(): number {
    return this.bytes.length;
  }

  async copyTo(target: Uint8Array): Promise<readonly object[]> {
    target.set(this.bytes);
    return [{ offset: 0, stride: 4 * this.codedWidth }];
  }

  close(): void {
    // There is nothing to free.
  }
}

/** Puts them in the places where the engine looks. */
export function standInForBrowser(): void {
  const standIns = {
    GPUBufferUsage: BUFFER_USAGE,
    GPUTextureUsage: TEXTURE_USAGE,
    isSecureContext: true,
    crossOriginIsolated: false,
    navigator: {},
    OffscreenCanvas: Canvas,
    VideoFrame: Frame,
    createImageBitmap: async (picture: DrawnPicture) => ({
      ...picture.draw(),
      close: () => undefined,
    }),
  };
  for (const [name, value] of Object.entries(standIns)) {
    // Newer versions of Node have a navigator that cannot be assigned.
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
