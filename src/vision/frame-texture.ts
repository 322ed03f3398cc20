// Makes a VideoFrame readable for a shader, in the quickest way that the browser allows: the decoder's own memory, else
// a copy made on the GPU, else a copy through the CPU. A way that has failed once is not tried again.

import { TEXTURE_USAGE } from "../gpu/constants.ts";
import type { Gpu } from "../gpu/device.ts";
import { copyBytes, sizeOf, squarePixels, unreadable, type FrameSize } from "./frame-bytes.ts";

export type FrameRoute = "external" | "copy" | "bytes";

const ROUTES: readonly FrameRoute[] = ["external", "copy", "bytes"];

export interface FrameSource {
  readonly texture: GPUTexture | GPUExternalTexture;
  readonly width: number;
  readonly height: number;
}

export interface FrameTextures {
  /** The way that worked last; before the first frame, the one that will be tried. */
  readonly route: FrameRoute;
  /**
   * Calls `read` with the frame in its stored orientation, one texel a pixel. `read` must submit its work before it
   * returns, because the texture is gone after that. Leaves the frame open.
   * @throws AppError `frame-upload` when no way works.
   */
  withFrame(frame: VideoFrame, read: (source: FrameSource) => void): Promise<void>;
  destroy(): void;
}

/** `first` is the way to begin with, so that tests can try each; default: the fastest for this adapter. */
export function createFrameTextures(
  gpu: Gpu,
  first: FrameRoute = fastestRoute(gpu),
): FrameTextures {
  let routes: readonly FrameRoute[] = [first, ...ROUTES.filter((route) => route !== first)];
  let copy: GPUTexture | null = null;

  const copyTexture = (width: number, height: number): GPUTexture => {
    if (copy === null || copy.width !== width || copy.height !== height) {
      copy?.destroy();
      copy = gpu.device.createTexture({
        label: "vision/frame",
        size: [width, height],
        format: "rgba8unorm",
        usage:
          TEXTURE_USAGE.TEXTURE_BINDING | TEXTURE_USAGE.COPY_DST | TEXTURE_USAGE.RENDER_ATTACHMENT, // wanted by copyExternalImageToTexture
      });
    }
    return copy;
  };

  const open = (
    route: FrameRoute,
    frame: VideoFrame,
    [width, height]: FrameSize,
  ): GPUTexture | GPUExternalTexture | Promise<GPUTexture> => {
    if (route === "external") return gpu.device.importExternalTexture({ source: frame });
    const texture = copyTexture(width, height);
    if (route === "bytes") return upload(gpu.device, frame, texture);
    gpu.device.queue.copyExternalImageToTexture({ source: frame }, { texture }, [width, height]);
    return texture;
  };

  /** Opens the frame in the first way that works, and drops the ways before it. */
  const openAnyhow = async (
    frame: VideoFrame,
    size: FrameSize,
    read: (texture: FrameSource["texture"]) => void,
  ): Promise<void> => {
    let cause: unknown = new Error("The frame is closed.");
    for (const route of size[0] > 0 && size[1] > 0 ? routes : []) {
      let texture;
      try {
        const opened = open(route, frame, size);
        // An external texture expires at the next await, so only promises are awaited.
        texture = opened instanceof Promise ? await opened : opened;
      } catch (thrown) {
        cause = thrown;
        continue;
      }
      routes = routes.slice(routes.indexOf(route));
      read(texture);
      return;
    }
    throw unreadable(size, cause);
  };

  return {
    get route() {
      return routes[0] ?? "bytes";
    },
    async withFrame(frame, read) {
      const square = squarePixels(frame);
      const size = sizeOf(square);
      try {
        await openAnyhow(square, size, (texture) => {
          read({ texture, width: size[0], height: size[1] });
        });
      } finally {
        if (square !== frame) square.close();
      }
    },
    destroy() {
      copy?.destroy();
      copy = null;
    },
  };
}

/**
 * A software adapter converts YUV pixel by pixel in the shader, with the colour space's power functions: ten times
 * slower than the browser's own conversion on the CPU.
 */
function fastestRoute({ facts }: Gpu): FrameRoute {
  return facts.isSoftware ? "bytes" : "external";
}

async function upload(
  device: GPUDevice,
  frame: VideoFrame,
  texture: GPUTexture,
): Promise<GPUTexture> {
  const { bytes, offset, stride: bytesPerRow } = await copyBytes(frame);
  const layout = { offset, bytesPerRow };
  device.queue.writeTexture({ texture }, bytes, layout, [texture.width, texture.height]);
  return texture;
}
