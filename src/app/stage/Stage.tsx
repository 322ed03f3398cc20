// The frame on show, large, with what is known of it beside it.

import { useSession } from "../hooks/session.tsx";
import { Caption } from "./Caption.tsx";
import { FrameView } from "./FrameView.tsx";
import { Inspector } from "./Inspector.tsx";
import { OpeningCard } from "./OpeningCard.tsx";
import { OpeningView } from "./OpeningView.tsx";
import { PLAYER_ID } from "./FullScreen.tsx";
import { PlayerBar } from "./PlayerBar.tsx";

export function Stage() {
  const video = useSession(({ video }) => video);
  return (
    <div className="stage">
      {video.phase === "open" && (
        <>
          <div className="player" id={PLAYER_ID}>
            <FrameView key={video.look.video.id} open={video} />
            <Caption />
            <PlayerBar />
          </div>
          <Inspector look={video.look} />
        </>
      )}
      {video.phase === "opening" && (
        <>
          <OpeningView video={video} />
          <OpeningCard video={video} />
        </>
      )}
    </div>
  );
}
