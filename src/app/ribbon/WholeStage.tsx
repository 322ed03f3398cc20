// The selected frame at the size of the stage: the file in a <video> where there is one, the kept picture where not.

import { chunkOfFrame } from "../../store/whole/selectors.ts";
import type { OpenWhole } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { PlayedFrame } from "../stage/PlayedFrame.tsx";
import { StillFrame } from "../stage/StillFrame.tsx";
import { LevelsOverlay } from "./LevelsOverlay.tsx";
import { ChunkInspector } from "./ChunkInspector.tsx";

export function WholeStage({ whole }: { readonly whole: OpenWhole }) {
  const { strip, timesSec, video, chunks, file } = whole;
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
          <LevelsOverlay whole={whole} />
        </div>
      </figure>
      <ChunkInspector whole={whole} />
    </div>
  );
}
