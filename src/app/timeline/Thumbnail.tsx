// A whole frame, as large as it fits into its place on the strip, and a mark under the column that it is of; an empty well until
// the frame comes.

import { memo, useEffect, useRef } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { useSize } from "../hooks/use-size.ts";
import { drawWhole } from "./draw-whole.ts";
import type { PictureGroup } from "./picture-groups.ts";

interface Props {
  readonly frame: StripFrame | undefined;
  /** The columns that it stands over. */
  readonly group: PictureGroup;
  /** The column that it is of. */
  readonly column: number;
}

export const Thumbnail = memo(function Thumbnail({ frame, group, column }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  const { from, span } = group;
  useEffect(() => {
    const element = canvas.current;
    if (element === null || frame === undefined || frame.thumbnail.width === 0) return;
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    const context = element.getContext("2d");
    if (context !== null)
      drawWhole(context, frame.thumbnail, {
        x: 0,
        y: 0,
        width: element.width,
        height: element.height,
      });
  }, [frame, width, height]);
  return (
    <span
      className="picture"
      style={{ gridColumn: `${from + 1} / span ${span}` }}
      aria-hidden="true"
    >
      <canvas
        ref={canvas}
        className={frame === undefined ? "well" : ""}
        data-frame={frame?.index}
      />
      {span > 1 && frame !== undefined && (
        <i className="of-column" style={{ "--place": column - from, "--span": span }} />
      )}
    </span>
  );
});
