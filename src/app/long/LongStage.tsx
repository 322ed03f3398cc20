// The selected frame at the size of the stage: the file in a <video> where there is one, the kept picture where not.

import { useState } from "react";
import { chunkOfFrame } from "../../store/long-selectors.ts";
import type { OpenLong } from "../../store/long-types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import type { StripFrame, VideoFile } from "../../store/types.ts";
import { formatMoment } from "../format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { StillFrame } from "../stage/StillFrame.tsx";
import { useVideo } from "../stage/use-video.ts";
import { LevelsOverlay } from "./LevelsOverlay.tsx";
import { LongInspector } from "./LongInspector.tsx";

function PlayedFrame(props: {
  readonly file: VideoFile;
  readonly times: readonly number[];
  readonly still: StripFrame | undefined;
}) {
  const { file, times, still } = props;
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const { setPlaying } = useActions();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const { isSharp, events } = useVideo(element, file.blob, times);
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

export function LongStage({ long }: { readonly long: OpenLong }) {
  const { strip, timesSec, video, chunks, file } = long;
  const shown = useSession(selectShownFrame);
  // While the first chunk is read there is nothing to select: the newest frame stands for it.
  const still =
    chunks.length === 0
      ? strip.at(-1)
      : (strip.findLast(({ index }) => index <= shown) ?? strip[0]);
  const { chunk } = chunkOfFrame(chunks, shown);
  const label =
    chunks.length === 0
      ? "The first chunk is being read"
      : `Frame ${shown + 1} at ${formatMoment(timesSec[shown] ?? 0)}, chunk ${chunk + 1} of ${video.chunkCount}`;
  return (
    <div className="stage">
      <figure
        className="view"
        style={{ "--aspect": video.facts.width / video.facts.height }}
        aria-label={label}
      >
        <div className="screen">
          {file === null ? (
            still !== undefined && <StillFrame frame={still} />
          ) : (
            <PlayedFrame file={file} times={timesSec} still={still} />
          )}
          <LevelsOverlay long={long} />
        </div>
      </figure>
      <LongInspector long={long} />
    </div>
  );
}
