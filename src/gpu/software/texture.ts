// Textures: pictures of 8 bits a channel, into which frames come through a canvas.

import type { Texels } from "./program.ts";

export interface SoftwareTexture extends Texels {
  readonly label: string;
  createView(): SoftwareTexture;
  destroy(): void;
}

export const softwareTexture = (texture: GPUTexture | GPUExternalTexture): SoftwareTexture =>
  texture as unknown as SoftwareTexture;

export function createTexture(width: number, height: number, label = ""): SoftwareTexture {
  const texture: SoftwareTexture = {
    label,
    width,
    height,
    bytes: new Uint8Array(4 * width * height),
    createView: () => texture,
    destroy: () => undefined,
  };
  return texture;
}

/** Copies the rows of a picture that begin so many bytes after one another. */
export function fillTexture(
  texture: SoftwareTexture,
  data: Uint8Array,
  { offset = 0, bytesPerRow = 4 * texture.width }: GPUTexelCopyBufferLayout,
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = offset + row * bytesPerRow;
    texture.bytes.set(data.subarray(from, from + 4 * texture.width), row * 4 * texture.width);
  }
}

/** @throws Error where the browser cannot draw the picture. */
export function drawTexture(
  texture: SoftwareTexture,
  source: Exclude<GPUCopyExternalImageSource, ImageData>,
): void {
  const { width, height } = texture;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser draws no canvas in workers");
  context.drawImage(source, 0, 0, width, height);
  texture.bytes.set(context.getImageData(0, 0, width, height).data);
}
