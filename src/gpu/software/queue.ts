// The queue: what is submitted is done at once, in the thread that submits it.

import { softwareBuffer } from "./buffer.ts";
import type { SoftwareCommands } from "./commands.ts";
import { drawTexture, fillTexture, softwareTexture } from "./texture.ts";
import { nextTurn } from "../../base/next-turn.ts";

type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** The part of `data` that a write names: in its elements, or in bytes of an ArrayBuffer. */
function partOf(data: Bytes, first = 0, count?: number): Uint8Array<ArrayBuffer> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data, first, count);
  const width = "BYTES_PER_ELEMENT" in data ? Number(data.BYTES_PER_ELEMENT) : 1;
  const bytes = count === undefined ? data.byteLength - first * width : count * width;
  return new Uint8Array(data.buffer, data.byteOffset + first * width, bytes);
}

export function createQueue(isLost: () => boolean): GPUQueue {
  const queue = {
    label: "software",
    submit(commands: readonly SoftwareCommands[]) {
      if (isLost()) return;
      for (const command of commands) command.run();
    },
    writeBuffer(buffer: GPUBuffer, offset: number, data: Bytes, first?: number, count?: number) {
      const { uints } = softwareBuffer(buffer).words;
      if (uints.length === 0) return;
      new Uint8Array(uints.buffer).set(partOf(data, first, count), offset);
    },
    writeTexture(
      { texture }: GPUTexelCopyTextureInfo,
      data: Bytes,
      layout: GPUTexelCopyBufferLayout,
      [, rows = 1]: readonly number[],
    ) {
      fillTexture(softwareTexture(texture), partOf(data), layout, rows);
    },
    copyExternalImageToTexture(
      { source }: { readonly source: VideoFrame | ImageBitmap },
      { texture }: GPUTexelCopyTextureInfo,
    ) {
      drawTexture(softwareTexture(texture), source);
    },
    onSubmittedWorkDone: nextTurn,
  };
  return queue as unknown as GPUQueue;
}
