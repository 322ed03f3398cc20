// The video file in a <video>, at the selected frame; the kept picture of that frame until the browser shows it sharp.

import { useState } from "react";
import { selectIsBetween } from "../../store/selectors.ts";
import type { StripFrame } from "../../store/video/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { StillFrame } from "./StillFrame.tsx";
import { useVideo } from "./use-video.ts";

export function PlayedFrame(props: {
  readonly blob: Blob;
  readonly still: StripFrame | undefined;
}) {
  const { blob, still } = props;
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const isBetween = useSession(selectIsBetween);
  const { setPlaying } = useActions();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const { isSharp, events } = useVideo(element, blob);
  return (
    <>
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
      {/* No picture is kept of a moment between frames; the player's last one stays until it is there. */}
      {!isSharp && !isBetween && still !== undefined && <StillFrame frame={still} />}
    </>
  );
}
