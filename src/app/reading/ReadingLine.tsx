// How far the reading is, and what can be done about it. Gone when the whole video has been read.

import type { ReactNode } from "react";
import type { OpenWhole } from "../../store/whole/types.ts";
import { formatClock, formatCount, formatRemaining } from "../values/format.ts";
import { useActions } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { AttachFile } from "./AttachFile.tsx";

/** "240 of 600 frames, 4:00 of 10:00". */
export function progressWords({ timesSec, video }: OpenWhole): string {
  const [done, total] = [timesSec.length, video.timesSec.length];
  const { durationSec } = video.facts;
  const at = done >= total ? durationSec : (durationSec * done) / Math.max(1, total);
  return `${formatCount(done)} of ${formatCount(total)} frames, ${formatClock(at)} of ${formatClock(durationSec)}`;
}

function Progress({ long, words }: { readonly long: OpenWhole; readonly words: string }) {
  // Frames of the chunk that is being read count as they come.
  const seen = Math.max(long.timesSec.length, (long.strip.at(-1)?.index ?? -1) + 1);
  const share = Math.min(1, seen / Math.max(1, long.video.timesSec.length));
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label="Reading"
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={words}
    >
      <i style={{ "--share": share }} />
    </div>
  );
}

interface LineProps {
  readonly long: OpenWhole;
  readonly title: string;
  readonly note?: string;
  readonly children?: ReactNode;
}

function Line({ long, title, note, children }: LineProps) {
  const words = progressWords(long);
  return (
    <div className="reading">
      <p>
        <b>{title}</b> <span className="num">{words}</span>
        {note !== undefined && <span className="faint">{note}</span>}
      </p>
      {children !== undefined && <div className="row">{children}</div>}
      <Progress long={long} words={words} />
    </div>
  );
}

function ReadOn({ long, children }: { readonly long: OpenWhole; readonly children: string }) {
  const { readOn } = useActions();
  if (long.file === null) return <AttachFile />;
  return (
    <button type="button" className="btn" onClick={() => void readOn()}>
      {children}
    </button>
  );
}

function Running({ long }: { readonly long: OpenWhole }) {
  const { pauseReading, stopReading } = useActions();
  const { reading } = long;
  if (reading.phase !== "reading") return null;
  if (reading.from === "disk") return <Line long={long} title="Bringing the memory back" />;
  const isEnding = reading.ending !== null;
  const left = isEnding
    ? "ends after this chunk"
    : reading.leftMs === null
      ? undefined
      : `${formatRemaining(reading.leftMs / 1_000)} left`;
  // With nothing read there is nothing to keep: the engine would let it go.
  const cannotEnd = isEnding || long.chunks.length === 0;
  return (
    <Line long={long} title="Reading" {...(left !== undefined && { note: left })}>
      <button type="button" className="btn" disabled={cannotEnd} onClick={pauseReading}>
        Pause
      </button>
      <button type="button" className="btn plain" disabled={cannotEnd} onClick={stopReading}>
        Stop here
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

export function ReadingLine({ long }: { readonly long: OpenWhole }) {
  const { reading } = long;
  switch (reading.phase) {
    case "reading":
      return <Running long={long} />;
    case "paused":
      return (
        <Line long={long} title="Paused" note="what was read can be asked about">
          <ReadOn long={long}>Continue</ReadOn>
        </Line>
      );
    case "stopped":
      return (
        <div className="reading" data-quiet="">
          <p>
            <b>Read in part</b> <span className="num">{progressWords(long)}</span>
          </p>
          <div className="row">
            <ReadOn long={long}>Read on</ReadOn>
          </div>
        </div>
      );
    case "ended":
      return (
        <Line long={long} title="The file ended early" note="what was read can be asked about" />
      );
    case "failed":
      return (
        <div className="reading" data-kind="error">
          <ErrorText error={reading.error} />
          <p>
            <span className="num">{progressWords(long)}</span>
            <span className="faint">what was read can be asked about</span>
          </p>
          <div className="row">
            <ReadOn long={long}>Continue</ReadOn>
          </div>
        </div>
      );
    case "done":
      return long.file === null ? <PicturesOnly /> : null;
  }
}
