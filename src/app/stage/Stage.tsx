// The frame on show, large, with what is known of it beside it.

import { useSession } from "../hooks/session.tsx";
import { FrameView } from "./FrameView.tsx";
import { Inspector } from "./Inspector.tsx";
import { OpeningCard } from "./OpeningCard.tsx";
import { OpeningView } from "./OpeningView.tsx";

export function Stage() {
  const video = useSession(({ video }) => video);
  return (
    <div className="stage">
      {video.phase === "open" && (
        <>
          <FrameView key={video.look.video.id} open={video} />
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
