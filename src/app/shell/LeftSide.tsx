// Video and budget: nothing opened, a failure, or the stage over the timeline over the budget.

import { Budget } from "../budget/Budget.tsx";
import { useSession } from "../hooks/session.tsx";
import { WholeView } from "./WholeView.tsx";
import { Stage } from "../stage/Stage.tsx";
import { Timeline } from "../timeline/Timeline.tsx";
import { EmptyState } from "./EmptyState.tsx";
import { VideoError } from "./VideoError.tsx";

export function LeftSide() {
  const video = useSession(({ video }) => video);
  return (
    <section className="left" aria-label="Video and budget">
      {video.phase === "none" && <EmptyState video={video} />}
      {video.phase === "failed" && <VideoError video={video} />}
      {(video.phase === "opening" || video.phase === "open") && (
        <>
          <h1 className="sr">{video.phase === "open" ? video.file.name : video.name}</h1>
          <Stage />
        </>
      )}
      {video.phase === "open" && video.look.kind === "whole" && <WholeView whole={video.look} />}
      {(video.phase === "opening" || (video.phase === "open" && video.look.kind === "frames")) && (
        <>
          <Timeline />
          <Budget />
        </>
      )}
    </section>
  );
}
