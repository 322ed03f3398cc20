// The selected frame at the size of the stage: the file itself in a <video> where the browser plays it, else the
// thumbnail, and over it the tokens as the model got them.

import { selectPlan, selectShownFrame } from "../../store/selectors.ts";
import type { ReadyVideo } from "../../store/types.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { PlayedFrame } from "./PlayedFrame.tsx";
import { TokenOverlay } from "./TokenOverlay.tsx";

export function FrameView({ ready }: { readonly ready: ReadyVideo }) {
  const { file, video, strip } = ready;
  const shown = useSession(selectShownFrame);
  const plan = useSession(selectPlan);
  const still = strip.find(({ index }) => index === shown);
  const budget = plan?.frames[shown]?.budget;
  const kept = budget === undefined ? "" : `, ${budget} of ${video.tokensPerFrame} tokens kept`;
  const moment = formatMoment(video.timesSec[shown] ?? 0);
  return (
    <figure
      className="view"
      style={{ "--aspect": video.facts.width / video.facts.height }}
      aria-label={`Frame ${shown + 1} at ${moment}${kept}`}
    >
      <div className="screen">
        <PlayedFrame file={file} times={video.timesSec} still={still} />
        <TokenOverlay />
      </div>
    </figure>
  );
}
