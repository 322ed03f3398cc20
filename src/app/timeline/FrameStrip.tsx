// One thumbnail a column: the middle slice of its frame. Empty wells until the frames come.

import { memo, useEffect, useRef } from "react";
import { selectFrameCount, selectStrip } from "../../store/selectors.ts";
import type { StripFrame } from "../../store/types.ts";
import { formatCount } from "../format.ts";
import { useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { drawSlice } from "./draw-slice.ts";

const Thumbnail = memo(function Thumbnail({ frame }: { readonly frame: StripFrame | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  useEffect(() => {
    const element = canvas.current;
    if (element === null || frame === undefined || frame.thumbnail.width === 0) return;
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    drawSlice(element, frame.thumbnail);
  }, [frame, width, height]);
  return <canvas ref={canvas} className={frame === undefined ? "well" : ""} aria-hidden="true" />;
});

function FramesHead() {
  const looked = useSession(selectFrameCount);
  const inFile = useSession(({ video }) => {
    if (video.phase === "ready") return video.video.facts.frameCount;
    return video.phase === "opening" ? (video.facts?.frameCount ?? null) : null;
  });
  return (
    <div className="head">
      Frames
      <small>{inFile === null ? looked : `${looked} of ${formatCount(inFile)}`}</small>
    </div>
  );
}

export function FrameStrip() {
  const columns = useSession(selectFrameCount);
  const strip = useSession(selectStrip);
  const byIndex = new Map(strip.map((frame) => [frame.index, frame]));
  return (
    <>
      <FramesHead />
      <div className="track strip">
        {Array.from({ length: columns }, (_, index) => (
          <Thumbnail key={`column ${index + 1}`} frame={byIndex.get(index)} />
        ))}
      </div>
    </>
  );
}
