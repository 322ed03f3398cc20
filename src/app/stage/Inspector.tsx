// What is known of the frame on show. Hovering a bar fills it; it never covers the data.

import { selectPlan, selectReadyVideo, selectShownFrame } from "../../store/selectors.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { rankOf, shownUniqueness } from "../values/uniqueness.ts";
import { OverlaySwitch } from "./OverlaySwitch.tsx";
import { PlayButton } from "./PlayButton.tsx";
import { SortedTokens } from "./SortedTokens.tsx";

function FrameFacts() {
  const plan = useSession(selectPlan);
  const shown = useSession(selectShownFrame);
  if (plan === null) return <p className="label">The budget is being worked out.</p>;
  const uniqueness = shownUniqueness(plan);
  const frames = plan.frames.length;
  const budget = plan.frames[shown]?.budget ?? 0;
  const even = plan.kept / frames;
  return (
    <dl className="facts">
      {uniqueness !== null && (
        <>
          <dt>Uniqueness</dt>
          <dd>{(uniqueness[shown] ?? 0).toFixed(3)}</dd>
          <dt>Rank</dt>
          <dd>
            {rankOf(uniqueness, shown)} <small>of {frames}</small>
          </dd>
        </>
      )}
      <dt>Tokens kept</dt>
      <dd>
        {budget} <small>of {plan.total / frames}</small>
      </dd>
      <dt>Share</dt>
      <dd>
        {(even > 0 ? budget / even : 0).toFixed(2)} × <small>even</small>
      </dd>
    </dl>
  );
}

function Foot() {
  const video = useSession((state) => selectReadyVideo(state)?.video ?? null);
  if (video === null) return null;
  const { picture, grid } = video;
  return (
    <p className="foot">
      The model sees this frame as {picture.width} × {picture.height} pixels, and makes of it{" "}
      {grid.rows} × {grid.columns} tokens.
    </p>
  );
}

export function Inspector() {
  const shown = useSession(selectShownFrame);
  const timeSec = useSession(
    (state) => selectReadyVideo(state)?.video.timesSec[selectShownFrame(state)] ?? 0,
  );
  return (
    <aside className="inspector" aria-label="Frame">
      <PlayButton className="btn plain square only-phone" />
      <h2>
        Frame {shown + 1} <span>{formatMoment(timeSec)}</span>
      </h2>
      <FrameFacts />
      <OverlaySwitch />
      <hr />
      <SortedTokens />
      <Foot />
    </aside>
  );
}
