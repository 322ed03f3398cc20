// Video and budget: nothing opened, a failure, or the stage over the timeline over the budget.

import { useEffect, useRef, type RefObject } from "react";
import type { VideoState } from "../../store/video/state.ts";
import { useSession } from "../hooks/session.tsx";
import { focusHeading } from "../ui/focus-heading.ts";
import { Part } from "../ui/Part.tsx";
import { EmptyState } from "./EmptyState.tsx";
import { Budget, Stage, Timeline, VideoError, WholeView } from "./parts.ts";

/** What is said to screen readers when the left side shows something else. A failure has an alert of its own. */
function newsOf(video: VideoState): string {
  if (video.phase === "opening") return `${video.name} is being opened.`;
  return video.phase === "open" ? `${video.file.name} is open.` : "";
}

/** Keeps the focus on the side when it shows something else. */
function useFocusKept(phase: VideoState["phase"]): RefObject<HTMLElement | null> {
  const side = useRef<HTMLElement>(null);
  const shown = useRef(phase);
  useEffect(() => {
    if (shown.current === phase) return;
    shown.current = phase;
    focusHeading(side.current);
  }, [phase]);
  return side;
}

export function LeftSide() {
  const video = useSession(({ video }) => video);
  const side = useFocusKept(video.phase);
  return (
    <section className="left" aria-label="Video and budget" ref={side}>
      <p className="sr" role="status">
        {newsOf(video)}
      </p>
      {video.phase === "none" && <EmptyState video={video} />}
      {video.phase === "failed" && (
        <Part>
          <VideoError video={video} />
        </Part>
      )}
      {(video.phase === "opening" || video.phase === "open") && (
        <>
          <h1 className="sr">{video.phase === "open" ? video.file.name : video.name}</h1>
          <Part>
            <Stage />
            {video.phase === "open" && video.look.kind === "whole" ? (
              <WholeView whole={video.look} />
            ) : (
              <>
                <Timeline />
                <Budget />
              </>
            )}
          </Part>
        </>
      )}
    </section>
  );
}
