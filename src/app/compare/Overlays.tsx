// The frame on show once for each column, with the tokens that the column keeps of it.

import { useEffect, useRef } from "react";
import type { Grid, Plan } from "../../engine/api.ts";
import type { Comparison } from "../../store/compare/types.ts";
import { selectFrames, selectShownFrame } from "../../store/selectors.ts";
import type { FramesLook } from "../../store/video/state.ts";
import { useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { drawKept } from "../stage/draw-overlay.ts";
import { planGrid } from "../stage/token-grid.ts";
import { formatCounted, formatMoment } from "../values/format.ts";
import { columnFacts, type ColumnFacts } from "./column-facts.ts";
import { useIsAboutOpenVideo } from "./use-is-about-open-video.ts";

interface PictureProps {
  readonly plan: Plan;
  /** The frame's place in the plan, and the tokens of a frame there. */
  readonly planFrame: number;
  readonly grid: Grid;
  /** The open video, and the frame's place in it. */
  readonly look: FramesLook;
  readonly frame: number;
}

function Picture({ plan, planFrame, grid, look, frame }: PictureProps) {
  const under = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(over);
  const thumbnail = look.strip.find(({ index }) => index === frame)?.thumbnail;
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
    const tokens = planGrid(plan, grid, planFrame);
    if (tokens !== null) drawKept(above, tokens);
  }, [plan, planFrame, grid, thumbnail, width, height]);
  // Thumbnails have the video's shape, in which the model's grid lies over it.
  const { width: wide, height: high } = thumbnail ?? look.video.picture;
  return (
    <span className="picture" style={{ aspectRatio: `${wide} / ${high}` }} aria-hidden="true">
      <canvas ref={under} />
      <canvas ref={over} />
    </span>
  );
}

/** Columns with other frames have their own times, of which some are those of the open video. */
const SAME_MOMENT_SEC = 1e-3;

/** One column's picture of the frame, or that it looked at no frame there. */
function ColumnPicture({
  facts: { column, number, title, reports },
  comparison,
  look,
  frame,
}: {
  readonly facts: ColumnFacts;
  readonly comparison: Comparison;
  readonly look: FramesLook;
  readonly frame: number;
}) {
  const [first] = reports;
  const timeSec = look.video.timesSec[frame] ?? Number.NaN;
  if (first === undefined) return null;
  const { plan, survivors } = first;
  const planFrame = plan.frames.findIndex(
    (one) => Math.abs(one.timeSec - timeSec) < SAME_MOMENT_SEC,
  );
  const isLookedAt = planFrame >= 0;
  return (
    <li>
      <figure>
        {isLookedAt && (
          <Picture
            plan={plan}
            planFrame={planFrame}
            grid={(column.look ?? comparison.video).grid}
            look={look}
            frame={frame}
          />
        )}
        <figcaption>
          {number !== null && <span className="number">{number}</span>}
          {title}
          <small>
            {isLookedAt
              ? `${plan.frames[planFrame]?.budget ?? 0} of ${plan.total / plan.frames.length} tokens${survivors.length > 0 ? ", behind the last cut" : ""}`
              : "did not look at this frame"}
          </small>
        </figcaption>
      </figure>
    </li>
  );
}

/** Shown while the video is open as it was compared: its pictures go with it. */
export function Overlays({ comparison }: { readonly comparison: Comparison }) {
  const frame = useSession(selectShownFrame);
  const look = useSession(selectFrames);
  const isOpen = useIsAboutOpenVideo(comparison.video);
  const facts = columnFacts(comparison);
  const timeSec = look?.video.timesSec[frame];
  const isSame =
    JSON.stringify(look?.video.looked) === JSON.stringify(comparison.video.looked) &&
    look?.video.timesSec.length === comparison.video.frames;
  const isMerged = facts.some(
    ({ reports: [first] }) => first !== undefined && first.plan.members !== null,
  );
  return (
    <section className="overlays" aria-label="Tokens kept of a frame">
      <h4>What each keeps of a frame</h4>
      {!isOpen || !isSame || look === null || timeSec === undefined ? (
        <p className="faint">
          The pictures are there while {comparison.video.name} is open with the same{" "}
          {formatCounted(comparison.video.frames, "frame")}.
        </p>
      ) : (
        <>
          <p className="measured">
            Frame {frame + 1}, at {formatMoment(timeSec)}. The timeline chooses the frame. What is
            dropped is dark{isMerged && ", what was merged into others half dark"}.
          </p>
          <ul>
            {facts.map((one) => (
              <ColumnPicture
                key={one.place}
                facts={one}
                comparison={comparison}
                look={look}
                frame={frame}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
