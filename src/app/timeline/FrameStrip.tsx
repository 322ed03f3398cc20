// Whole pictures of the frames, one over several columns where these are narrow: then the most unusual frame of them has it, or the
// one under pointer, focus or playhead. Empty wells until the frames come.

import { useMemo, useRef } from "react";
import { selectFacts, selectFrameCount, selectFrames, selectStrip } from "../../store/selectors.ts";
import { formatCount } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { useSize } from "../hooks/use-size.ts";
import { faceScores } from "./bar-values.ts";
import { faceOfGroup, pictureGroups, STRIP_PX } from "./picture-groups.ts";
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

const NO_SCORES: readonly number[] = [];

export function FrameStrip() {
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const columns = useSession(selectFrameCount);
  const strip = useSession(selectStrip);
  const facts = useSession(selectFacts);
  const hovered = useSession(({ hovered }) => hovered);
  const selected = useSession(({ selected }) => selected);
  const plan = useShownPlan();
  const scores = useMemo(() => (plan === null ? NO_SCORES : faceScores(plan)), [plan]);
  const aspect = facts === null ? 1 : facts.width / facts.height;
  const groups = useMemo(
    () => pictureGroups(columns, width / columns, aspect * STRIP_PX),
    [columns, width, aspect],
  );
  const byIndex = new Map(strip.map((frame) => [frame.index, frame]));
  return (
    <>
      <FramesHead />
      <div className="track strip" ref={track}>
        {groups.map((group) => {
          const face = faceOfGroup(group, [hovered, selected], scores);
          // While they come from the left, one that has come stands for those that have not.
          const frame =
            byIndex.get(face) ??
            strip.find(({ index }) => index >= group.from && index < group.from + group.span);
          return (
            <Thumbnail key={group.from} frame={frame} group={group} column={frame?.index ?? face} />
          );
        })}
      </div>
    </>
  );
}
