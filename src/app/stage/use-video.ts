// Drives the <video>: follows the selected frame while it stands, moves the selection while it plays.

import { useEffect, useState } from "react";
import { selectShownFrame } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { frameAt } from "../../store/video/frame-at.ts";

/** Nearer than this counts as there: a tenth of a frame at 60 frames a second. */
const CLOSE_SEC = 0.002;

export interface VideoDriver {
  /** True when the element shows the frame wanted; else the thumbnail stands in. */
  readonly isSharp: boolean;
  readonly events: {
    readonly onLoadedData: () => void;
    readonly onSeeked: () => void;
    readonly onEnded: () => void;
    readonly onError: () => void;
  };
}

const seek = (element: HTMLVideoElement, timeSec: number) => {
  element.currentTime = timeSec;
};

/** Gives the element the file for as long as both stand. */
function attach(element: HTMLVideoElement, blob: Blob): () => void {
  const url = URL.createObjectURL(blob);
  element.src = url;
  return () => {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
}

/** `times` of the frames that the model looked at, seconds; `element` is null until it stands in the page. */
export function useVideo(
  element: HTMLVideoElement | null,
  blob: Blob,
  times: readonly number[],
): VideoDriver {
  const shown = useSession(selectShownFrame);
  const isHovering = useSession(({ hovered }) => hovered !== null);
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const { selectFrame, setPlaying } = useActions();
  const [canPlay, setCanPlay] = useState(false);
  const [arrivedAt, setArrivedAt] = useState<number | null>(null);
  const target = times[shown] ?? 0;

  useEffect(() => (element === null ? undefined : attach(element, blob)), [element, blob]);

  useEffect(() => {
    if (element !== null && !isPlaying && canPlay) seek(element, target);
  }, [element, target, isPlaying, canPlay]);

  useEffect(() => {
    if (element === null || !isPlaying) return undefined;
    let handle = 0;
    const follow: VideoFrameRequestCallback = (_, { mediaTime }) => {
      selectFrame(frameAt(times, mediaTime));
      handle = element.requestVideoFrameCallback(follow);
    };
    handle = element.requestVideoFrameCallback(follow);
    // Refused when the file cannot be played; then there is nothing to play.
    element.play().catch(() => setPlaying(false));
    return () => {
      element.cancelVideoFrameCallback(handle);
      element.pause();
    };
  }, [element, isPlaying, times, selectFrame, setPlaying]);

  const isThere = arrivedAt !== null && Math.abs(arrivedAt - target) <= CLOSE_SEC;
  return {
    isSharp: canPlay && (isPlaying ? !isHovering : isThere),
    events: {
      onLoadedData: () => setCanPlay(true),
      onSeeked: () => {
        if (element !== null && !element.seeking) setArrivedAt(element.currentTime);
      },
      onEnded: () => setPlaying(false),
      onError: () => {
        setCanPlay(false);
        setPlaying(false);
      },
    },
  };
}
