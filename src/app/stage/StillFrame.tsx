// A frame's thumbnail, scaled over the screen: at once there, less sharp than the video.

import { useEffect, useRef } from "react";
import type { StripFrame } from "../../store/video/types.ts";

export function StillFrame({ frame }: { readonly frame: StripFrame }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { thumbnail } = frame;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    // A bitmap that was closed meanwhile has no size.
    if (element === null || context === null || thumbnail.width === 0) return;
    element.width = thumbnail.width;
    element.height = thumbnail.height;
    context.drawImage(thumbnail, 0, 0);
  }, [thumbnail]);
  return <canvas ref={canvas} className="still" aria-hidden="true" />;
}
