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
      {video.phase === "none" && <EmptyState />}
      {video.phase === "failed" && <VideoError video={video} />}
      {video.phase === "whole" && <WholeView />}
      {(video.phase === "opening" || video.phase === "ready") && (
        <>
          <Stage />
          <Timeline />
          <Budget />
        </>
      )}
    </section>
  );
}
