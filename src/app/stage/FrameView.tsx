// The selected frame at the size of the stage: the file itself in a <video> where the browser plays it, else the
// thumbnail, and over it the tokens as the model got them.

import { useState } from "react";
import { selectPlan, selectShownFrame } from "../../store/selectors.ts";
import type { ReadyVideo } from "../../store/types.ts";
import { formatMoment } from "../format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { StillFrame } from "./StillFrame.tsx";
import { TokenOverlay } from "./TokenOverlay.tsx";
import { useVideo } from "./use-video.ts";

export function FrameView({ ready }: { readonly ready: ReadyVideo }) {
  const { file, video, strip } = ready;
  const shown = useSession(selectShownFrame);
  const plan = useSession(selectPlan);
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const { setPlaying } = useActions();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const { isSharp, events } = useVideo(element, file.blob, video.frameTimesSec);
  const still = strip.find(({ index }) => index === shown);
  const budget = plan?.frames[shown]?.budget;
  const kept = budget === undefined ? "" : `, ${budget} of ${video.tokensPerFrame} tokens kept`;
  const moment = formatMoment(video.frameTimesSec[shown] ?? 0);
  return (
    <figure
      className="view"
      style={{ "--aspect": video.facts.width / video.facts.height }}
      aria-label={`Frame ${shown + 1} at ${moment}${kept}`}
    >
      <div className="screen">
        {/* The file is the reader's own; there are no captions to offer. */}
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
        <video
          ref={setElement}
          preload="auto"
          playsInline
          tabIndex={-1}
          aria-hidden="true"
          onClick={() => setPlaying(!isPlaying)}
          {...events}
        />
        {!isSharp && still !== undefined && <StillFrame frame={still} />}
        <TokenOverlay />
      </div>
    </figure>
  );
}
