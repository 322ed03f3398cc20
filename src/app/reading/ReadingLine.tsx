// How far the reading is, and what can be done about it. Gone when the whole video has been read.

import type { ReactNode } from "react";
import {
  selectFramesWanted,
  selectIsFileHere,
  selectRecentToAttach,
} from "../../store/selectors.ts";
import { readUntilSec } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatClock, formatCount, formatRemaining } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { AttachFile } from "./AttachFile.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

/** "240 of 600 frames, 4:00 of 10:00". */
function progressWords(whole: WholeLook): string {
  const { timesSec, video } = whole;
  const at = formatClock(readUntilSec(whole));
  // Some models join two frames at a time.
  const framesPerTime = video.settings.chunkFrames / video.chunkTimes;
  const frames = (times: number) => formatCount(times * framesPerTime);
  return `${frames(timesSec.length)} of ${frames(video.timesSec.length)} frames, ${at} of ${formatClock(video.facts.durationSec)}`;
}

function Progress({ whole, words }: { readonly whole: WholeLook; readonly words: string }) {
  // Frames of the chunk that is being read count as they come.
  const seen = Math.max(whole.timesSec.length, (whole.strip.at(-1)?.index ?? -1) + 1);
  const share = Math.min(1, seen / Math.max(1, whole.video.timesSec.length));
  return <ProgressBar label="Reading" share={share} words={words} />;
}

interface LineProps {
  readonly whole: WholeLook;
  readonly title: string;
  readonly note?: string;
  readonly children?: ReactNode;
}

function Line({ whole, title, note, children }: LineProps) {
  const words = progressWords(whole);
  return (
    <div className="reading">
      <p>
        <b>{title}</b> <span className="num">{words}</span>
        {note !== undefined && <span className="faint">{note}</span>}
      </p>
      {children !== undefined && <div className="row">{children}</div>}
      <Progress whole={whole} words={words} />
    </div>
  );
}

function ReadOn({ children }: { readonly children: string }) {
  const { readOn } = useActions();
  const isFileHere = useSession(selectIsFileHere);
  if (!isFileHere) return <AttachFile />;
  return (
    <button type="button" className="btn" onClick={() => void readOn()}>
      {children}
    </button>
  );
}

function Running({ whole }: { readonly whole: WholeLook }) {
  const { pauseReading, stopReading } = useActions();
  const { reading } = whole;
  if (reading.phase !== "reading") return null;
  if (reading.from === "disk") return <Line whole={whole} title="Bringing the memory back" />;
  const isEnding = reading.ending !== null;
  const left = isEnding
    ? "ends after this chunk"
    : reading.leftMs === null
      ? undefined
      : `${formatRemaining(reading.leftMs / 1_000)} left`;
  // A memory of which nothing was read would be dropped, so it cannot be ended.
  const cannotEnd = isEnding || whole.chunks.length === 0;
  return (
    <Line whole={whole} title="Reading" {...(left !== undefined && { note: left })}>
      <button type="button" className="btn" disabled={cannotEnd} onClick={pauseReading}>
        Pause
      </button>
      <button type="button" className="btn plain" disabled={cannotEnd} onClick={stopReading}>
        Stop here
      </button>
    </Line>
  );
}

/** A reading that ended with the page, and goes on when its file is here. */
function Interrupted({ whole }: { readonly whole: WholeLook }) {
  const recent = useSession(selectRecentToAttach);
  return (
    <Line
      whole={whole}
      title="Interrupted"
      note={
        recent === null
          ? "the page needs the video file to read on"
          : "the browser has to be asked for the file"
      }
    >
      <AttachFile>Read on</AttachFile>
    </Line>
  );
}

/** What nobody asked for, and takes long: said once it is known, before it is done. */
function LongWork({ whole, leftMs }: { readonly whole: WholeLook; readonly leftMs: number }) {
  const frames = useSession(selectFramesWanted);
  const { setWay } = useActions();
  return (
    <Line
      whole={whole}
      title="Reading all of it takes long"
      note={`about ${formatRemaining(leftMs / 1_000)} on this computer; what was read can be asked about`}
    >
      <ReadOn>Read all of it</ReadOn>
      <button type="button" className="btn plain" onClick={() => void setWay("frames")}>
        Look at {frames} frames
      </button>
    </Line>
  );
}

/** A memory of an earlier visit: it can be asked, but not played. */
function PicturesOnly() {
  return (
    <div className="reading" data-quiet="">
      <p>
        <b>Brought back from the disk</b>
        <span>its pictures are small; the video itself is not here</span>
      </p>
      <AttachFile />
    </div>
  );
}

/** What was read as it happened has no file. */
const WasLive = () => (
  <div className="reading" data-quiet="">
    <p>
      <b>Brought back from the disk</b>
      <span>it was read live; its pictures are what is left of it</span>
    </p>
  </div>
);

export function ReadingLine({ whole }: { readonly whole: WholeLook }) {
  const { reading } = whole;
  const isFileHere = useSession(selectIsFileHere);
  const wasInterrupted = useSession(({ interrupted }) => interrupted?.isReading === true);
  switch (reading.phase) {
    case "reading":
      return <Running whole={whole} />;
    case "paused":
      if (whole.awaitsMs !== null) return <LongWork whole={whole} leftMs={whole.awaitsMs} />;
      return wasInterrupted && !isFileHere ? (
        <Interrupted whole={whole} />
      ) : (
        <Line whole={whole} title="Paused" note="what was read can be asked about">
          <ReadOn>Continue</ReadOn>
        </Line>
      );
    case "stopped":
      return (
        <div className="reading" data-quiet="">
          <p>
            <b>Read in part</b> <span className="num">{progressWords(whole)}</span>
          </p>
          <div className="row">
            <ReadOn>Read on</ReadOn>
          </div>
        </div>
      );
    case "ended":
      return (
        <Line whole={whole} title="The file ended early" note="what was read can be asked about" />
      );
    case "failed":
      return (
        <div className="reading" data-kind="error">
          <ErrorText error={reading.error} />
          <p>
            <span className="num">{progressWords(whole)}</span>
            <span className="faint">what was read can be asked about</span>
          </p>
          <div className="row">
            <ReadOn>Continue</ReadOn>
          </div>
        </div>
      );
    case "done":
      if (whole.video.isLive) return <WasLive />;
      return isFileHere ? null : <PicturesOnly />;
  }
}
