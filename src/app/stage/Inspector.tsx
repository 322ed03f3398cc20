// What is known of the frame on show. Hovering a column fills it; it never covers the data.

import { isPictures, timesOf, type FramesLook, type Look } from "../../store/video/state.ts";
import { favorsEnds, mostUnusualFrame } from "../../store/plan/frame-moments.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { FRAME_SCORE_WORDS, frameScores, rankOf } from "../values/frame-score.ts";
import { ChunkFacts, ChunkFoot } from "./ChunkFacts.tsx";
import { ForceChunk } from "./ForceChunk.tsx";
import { FrameRelevance } from "./FrameRelevance.tsx";
import { LayerSwitch } from "./LayerSwitch.tsx";
import { OverlaySwitch } from "./OverlaySwitch.tsx";
import { PatchLegend } from "./PatchLegend.tsx";
import { SortedTokens } from "./SortedTokens.tsx";

function FrameFacts({ shown }: { readonly shown: number }) {
  const plan = useShownPlan();
  const isInspecting = useInspecting();
  if (plan === null) return <p className="label">The budget is being worked out.</p>;
  const scores = frameScores(plan);
  const frames = plan.frames.length;
  const budget = plan.frames[shown]?.budget ?? 0;
  const even = plan.frames.reduce((sum, frame) => sum + frame.budget, 0) / frames;
  return (
    <dl className="facts">
      {scores !== null && (
        <>
          <dt>{FRAME_SCORE_WORDS[scores.kind]}</dt>
          <dd>{(scores.values[shown] ?? 0).toFixed(3)}</dd>
          <dt>Rank</dt>
          <dd>
            {rankOf(scores.values, shown)} <small>of {frames}</small>
          </dd>
        </>
      )}
      <dt>Tokens kept</dt>
      <dd>
        {budget} <small>of {plan.total / frames}</small>
      </dd>
      {isInspecting && (
        <>
          <dt>Share</dt>
          <dd>
            {(even > 0 ? budget / even : 0).toFixed(2)} × <small>even</small>
          </dd>
        </>
      )}
    </dl>
  );
}

/** Says why another frame than the first is on show, until the reader chooses one. */
function OpenedAt({ shown }: { readonly shown: number }) {
  const openedAt = useSession((state) =>
    state.openedAt === state.selected && state.atSec === null ? state.openedAt : null,
  );
  const plan = useShownPlan();
  if (openedAt !== shown || plan === null || mostUnusualFrame(plan) !== shown) return null;
  return (
    <p className="label opened-at">
      {favorsEnds(plan.request)
        ? "Opened at the most unusual frame between the first and the last."
        : "Opened at the most unusual frame."}
    </p>
  );
}

function FrameFoot({ video: { picture, grid, encode } }: Pick<FramesLook, "video">) {
  return (
    <p className="foot">
      The model sees this frame as {picture.width} × {picture.height} pixels, and makes of it{" "}
      {grid.rows} × {grid.columns} tokens.
      {encode.left !== null && ` All of it was encoded. ${encode.left}`}
    </p>
  );
}

export function Inspector({ look }: { readonly look: Look }) {
  const shown = useSession(selectShownFrame);
  const timeSec = timesOf(look)[shown];
  const { facts } = look.video;
  const isWhole = look.kind === "whole";
  const isInspecting = useInspecting();
  return (
    <aside className={isWhole ? "inspector chunk-inspector" : "inspector"} aria-label="Frame">
      <h2>
        Frame {shown + 1}{" "}
        <span>{timeSec === undefined || isPictures(facts) ? "" : formatMoment(timeSec)}</span>
      </h2>
      {!isWhole && <OpenedAt shown={shown} />}
      {isWhole ? <ChunkFacts whole={look} shown={shown} /> : <FrameFacts shown={shown} />}
      <OverlaySwitch />
      {!isWhole && <PatchLegend />}
      {!isWhole && isInspecting && <LayerSwitch />}
      {isWhole ? (
        <>
          <FrameRelevance whole={look} shown={shown} />
          {look.chunks.length > 0 && <ForceChunk whole={look} />}
          <ChunkFoot whole={look} shown={shown} />
        </>
      ) : (
        isInspecting && (
          <>
            <hr />
            <SortedTokens video={look.video} />
            <FrameFoot video={look.video} />
          </>
        )
      )}
    </aside>
  );
}
