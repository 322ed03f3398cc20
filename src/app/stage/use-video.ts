// Drives the <video>: follows the moment on show while it stands, tells where it is while it plays.

import { useEffect, useRef, useState } from "react";
import { CLOSE_SEC } from "../../store/video/player.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { selectShownTime } from "../../store/selectors.ts";

export interface VideoDriver {
  /** True when the element shows the picture wanted; else the thumbnail stands in. */
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

/** Plays as fast and as loud as was chosen. */
function useSound(element: HTMLVideoElement | null): void {
  const speed = useSession(({ speed }) => speed);
  const volume = useSession(({ volume }) => volume);
  const isMuted = useSession(({ isMuted }) => isMuted);
  useEffect(() => {
    if (element !== null) Object.assign(element, { playbackRate: speed, volume, muted: isMuted });
  }, [element, speed, volume, isMuted]);
}

/** `element` is null until it stands in the page. */
export function useVideo(element: HTMLVideoElement | null, blob: Blob): VideoDriver {
  const target = useSession(selectShownTime) ?? 0;
  const isHovering = useSession(({ hovered }) => hovered !== null);
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const { playedTo, playerFailed, setPlaying } = useActions();
  const [canPlay, setCanPlay] = useState(false);
  const [arrivedAt, setArrivedAt] = useState<number | null>(null);
  /** Where the element has told that it is. */
  const told = useRef<number | null>(null);

  useEffect(() => (element === null ? undefined : attach(element, blob)), [element, blob]);
  useSound(element);

  useEffect(() => {
    if (element === null || !canPlay || isPlaying) return;
    seek(element, target);
  }, [element, target, isPlaying, canPlay]);

  const atSec = useSession(({ atSec }) => atSec);
  useEffect(() => {
    // Playing goes on from where the reader has moved to.
    if (element !== null && isPlaying && atSec !== null && atSec !== told.current)
      seek(element, atSec);
  }, [element, isPlaying, atSec]);

  useEffect(() => {
    if (element === null || !isPlaying) return undefined;
    let handle = 0;
    const follow: VideoFrameRequestCallback = (_, { mediaTime }) => {
      handle = element.requestVideoFrameCallback(follow);
      // What it still shows of another place is no longer where it is.
      if (element.seeking) return;
      told.current = mediaTime;
      playedTo(mediaTime);
    };
    handle = element.requestVideoFrameCallback(follow);
    // Refused when the file cannot be played; then there is nothing to play.
    element.play().catch(() => setPlaying(false));
    return () => {
      element.cancelVideoFrameCallback(handle);
      element.pause();
    };
  }, [element, isPlaying, playedTo, setPlaying]);

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
        playerFailed();
      },
    },
  };
}
