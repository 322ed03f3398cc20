// The frame on show once for each column, with the tokens that the column keeps of it.

import { useEffect, useRef } from "react";
import type { Plan } from "../../engine/api.ts";
import type { Comparison } from "../../store/compare/types.ts";
import { selectFrames, selectShownFrame } from "../../store/selectors.ts";
import type { FramesLook } from "../../store/video/state.ts";
import { useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { drawKept } from "../stage/draw-overlay.ts";
import { planGrid } from "../stage/token-grid.ts";
import { formatMoment } from "../values/format.ts";
import { columnFacts } from "./column-facts.ts";
import { useIsAboutOpenVideo } from "./use-is-about-open-video.ts";

interface PictureProps {
  readonly plan: Plan;
  readonly look: FramesLook;
  readonly frame: number;
}

function Picture({ plan, look, frame }: PictureProps) {
  const under = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(over);
  const thumbnail = look.strip.find(({ index }) => index === frame)?.thumbnail;
  const { grid } = look.video;
  useEffect(() => {
    const [below, above] = [under.current, over.current];
    if (below === null || above === null) return;
    for (const canvas of [below, above]) {
      canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
      canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    }
    if (thumbnail !== undefined && thumbnail.width > 0) {
      below.getContext("2d")?.drawImage(thumbnail, 0, 0, below.width, below.height);
    }
    const tokens = planGrid(plan, grid, frame);
    if (tokens !== null) drawKept(above, tokens);
  }, [plan, grid, frame, thumbnail, width, height]);
  // Thumbnails have the video's shape, in which the model's grid lies over it.
  const { width: wide, height: high } = thumbnail ?? look.video.picture;
  return (
    <span className="picture" style={{ aspectRatio: `${wide} / ${high}` }} aria-hidden="true">
      <canvas ref={under} />
      <canvas ref={over} />
    </span>
  );
}

/** Shown while the video is open as it was compared: its pictures go with it. */
export function Overlays({ comparison }: { readonly comparison: Comparison }) {
  const frame = useSession(selectShownFrame);
  const look = useSession(selectFrames);
  const isOpen = useIsAboutOpenVideo(comparison.video);
  const plans = columnFacts(comparison).flatMap(({ place, column, reports: [first] }) =>
    first === undefined
      ? []
      : [{ place, name: column.name, plan: first.plan, isCut: first.survivors.length > 0 }],
  );
  const timeSec = look?.video.timesSec[frame];
  const isSame =
    JSON.stringify(look?.video.looked) === JSON.stringify(comparison.video.looked) &&
    look?.video.timesSec.length === comparison.video.frames;
  const isMerged = plans.some(({ plan }) => plan.members !== null);
  return (
    <section className="overlays" aria-label="Tokens kept of a frame">
      <h4>What each keeps of a frame</h4>
      {!isOpen || !isSame || look === null || timeSec === undefined ? (
        <p className="faint">
          The pictures are there while {comparison.video.name} is open with the same{" "}
          {comparison.video.frames} frames.
        </p>
      ) : (
        <>
          <p className="measured">
            Frame {frame + 1}, at {formatMoment(timeSec)}. The timeline chooses the frame. What is
            dropped is dark{isMerged && ", what was merged into others half dark"}.
          </p>
          <ul>
            {plans.map(({ place, name, plan, isCut }) => (
              <li key={place}>
                <figure>
                  <Picture plan={plan} look={look} frame={frame} />
                  <figcaption>
                    {place > 0 && <span className="number">{place}</span>}
                    {name}
                    <small>
                      {plan.frames[frame]?.budget ?? 0} of {plan.total / plan.frames.length} tokens
                      {isCut && ", behind the last cut"}
                    </small>
                  </figcaption>
                </figure>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
