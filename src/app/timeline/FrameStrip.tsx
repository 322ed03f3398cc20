// One thumbnail a column: the middle slice of its frame. Empty wells until the frames come.

import { selectFacts, selectFrameCount, selectFrames, selectStrip } from "../../store/selectors.ts";
import { formatCount } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { Thumbnail } from "./Thumbnail.tsx";

function FramesHead() {
  // A column can be a step of two frames.
  const looked = useSession((state) => {
    const video = selectFrames(state)?.video;
    if (video === undefined) return selectFrameCount(state);
    return video.looked.frames - video.lostFrames;
  });
  const inFile = useSession((state) => selectFacts(state)?.frameCount ?? null);
  return (
    <div className="head">
      Frames
      <small>{inFile === null ? looked : `${looked} of ${formatCount(inFile)}`}</small>
    </div>
  );
}

export function FrameStrip() {
  const columns = useSession(selectFrameCount);
  const strip = useSession(selectStrip);
  const byIndex = new Map(strip.map((frame) => [frame.index, frame]));
  return (
    <>
      <FramesHead />
      <div className="track strip">
        {Array.from({ length: columns }, (_, index) => (
          <Thumbnail key={`column ${index + 1}`} frame={byIndex.get(index)} />
        ))}
      </div>
    </>
  );
}
