// The middle slice of a frame, as large as its place on the strip; an empty well until the frame comes.

import { memo, useEffect, useRef } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { useSize } from "../hooks/use-size.ts";
import { drawSlice } from "./draw-slice.ts";

interface Props {
  readonly frame: StripFrame | undefined;
  /** Columns that it stands over; default 1. */
  readonly span?: number;
}

export const Thumbnail = memo(function Thumbnail({ frame, span = 1 }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  useEffect(() => {
    const element = canvas.current;
    if (element === null || frame === undefined || frame.thumbnail.width === 0) return;
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    drawSlice(element, frame.thumbnail);
  }, [frame, width, height]);
  return (
    <canvas
      ref={canvas}
      className={frame === undefined ? "well" : ""}
      style={{ gridColumn: `span ${span}` }}
      aria-hidden="true"
    />
  );
});
