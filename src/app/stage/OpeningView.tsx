// What is to be seen while a video opens: the file itself, which can be played as soon as its bytes are here, else the last
// frame that was decoded, as large as its thumbnail allows.

import { useEffect, useState } from "react";
import type { SessionStore } from "../../store/store.ts";
import { timesOf, type OpeningVideo } from "../../store/video/state.ts";
import type { State } from "../../store/types.ts";
import { useSessionStore } from "../hooks/session.tsx";
import { PictureFrame } from "./PictureFrame.tsx";
import { StillFrame } from "./StillFrame.tsx";

/** Nearer to where it began than this, the reader has not moved the player, seconds. */
const MOVED_SEC = 0.1;

/** The moment that was on show when the same file is opened again, in seconds; else 0, the file's beginning. */
function beginningOf({ video, atSec, selected }: State, blob: Blob): number {
  const before = video.phase === "opening" ? video.previous : null;
  if (before === null || before.file.blob !== blob) return 0;
  return atSec ?? timesOf(before.look)[selected] ?? 0;
}

/** Plays the file until it is open, and leaves the player of the open one where this one was. */
function play(element: HTMLVideoElement, blob: Blob, store: SessionStore): () => void {
  const { volume, isMuted } = store.getState();
  const beginSec = beginningOf(store.getState(), blob);
  const url = URL.createObjectURL(blob);
  Object.assign(element, { src: url, volume, muted: isMuted, currentTime: beginSec });
  return () => {
    const { currentTime, paused } = element;
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
    const { video, actions } = store.getState();
    const isOpen = video.phase === "open" && video.file.blob === blob;
    if (!isOpen || (paused && Math.abs(currentTime - beginSec) < MOVED_SEC)) return;
    actions.playedTo(currentTime);
    actions.setPlaying(!paused);
  };
}

function OpeningPlayer(props: { readonly blob: Blob; readonly onRefused: () => void }) {
  const { blob, onRefused } = props;
  const store = useSessionStore();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  useEffect(
    () => (element === null ? undefined : play(element, blob, store)),
    [element, blob, store],
  );
  return (
    // The file is the reader's own; there are no captions to offer.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      ref={setElement}
      className="opening-player"
      controls
      playsInline
      preload="auto"
      aria-label="The video, while it is being opened"
      onError={onRefused}
    />
  );
}

export function OpeningView({ video }: { readonly video: OpeningVideo }) {
  const { facts, strip, file } = video;
  const [refused, setRefused] = useState<Blob | null>(null);
  const last = strip.at(-1);
  const aspect = facts === null ? 16 / 9 : facts.width / facts.height;
  const blob = file?.blob ?? null;
  const picture = blob instanceof Blob ? undefined : blob?.[0];
  const canPlay = blob instanceof Blob && blob !== refused && facts?.isPlayedAlike !== false;
  return (
    <figure className="view" style={{ "--aspect": aspect }}>
      <div className="screen">
        {picture !== undefined && <PictureFrame picture={picture} />}
        {canPlay && <OpeningPlayer blob={blob} onRefused={() => setRefused(blob)} />}
        {!canPlay && picture === undefined && last !== undefined && <StillFrame frame={last} />}
      </div>
    </figure>
  );
}
