// The video file in a <video>, at the selected frame; the kept picture of that frame until the browser shows it sharp.

import { useState } from "react";
import type { StripFrame } from "../../store/video/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { StillFrame } from "./StillFrame.tsx";
import { useVideo } from "./use-video.ts";

export function PlayedFrame(props: {
  readonly blob: Blob;
  readonly times: readonly number[];
  readonly still: StripFrame | undefined;
}) {
  const { blob, times, still } = props;
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const { setPlaying } = useActions();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const { isSharp, events } = useVideo(element, blob, times);
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
      {!isSharp && still !== undefined && <StillFrame frame={still} />}
    </>
  );
}
