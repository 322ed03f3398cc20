// The choice between frames of the video and the whole of it, what the whole costs, and keeping what was read.

import { readingCost } from "../../store/whole/choices.ts";
import { isHere } from "../../store/video/types.ts";
import { selectFramesWanted, selectOpenVideo } from "../../store/selectors.ts";
import type { OpenVideo } from "../../store/video/state.ts";
import { formatCounted } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { Segmented } from "../ui/Segmented.tsx";
import { RateSelect } from "./RateSelect.tsx";
import { ScorerSelect } from "./ScorerSelect.tsx";
import { SaveMemory } from "../saved/SaveMemory.tsx";

/** In shorter clips 32 even frames are hardly further apart than a second: reading would show the same. */
const WORTH_READING_SEC = 45;

function CostWords({ open }: { readonly open: OpenVideo }) {
  const { framesPerSec } = useSession(({ wholeChoices }) => wholeChoices);
  const frames = useSession(selectFramesWanted);
  const { durationSec } = open.facts;
  const cost = readingCost(durationSec, framesPerSec);
  const chunks = `${formatCounted(cost.frames, "frame")}, ${formatCounted(cost.chunks, "chunk")}`;
  if (open.look.kind === "whole") return <span className="way-cost">{chunks}</span>;
  const apart = durationSec / frames;
  return (
    <span className="way-cost">
      {open.other === null ? `Whole: ${chunks}. ` : "The whole has been read. "}
      <span className="wide">
        {frames} frames are {apart.toFixed(1)} s apart.
      </span>
    </span>
  );
}

/** Shown when reading the whole sees more than even frames do. */
export function WayRow() {
  const open = useSession(selectOpenVideo);
  const frames = useSession(selectFramesWanted);
  const isInspecting = useInspecting();
  const { setWay } = useActions();
  if (open === null) return null;
  const isWhole = open.look.kind === "whole";
  if (open.look.kind === "whole" && open.look.video.isLive) {
    // What was read as it happened has no file whose frames could be looked at.
    // While it runs, the button that stops it saves it.
    return open.look.reading.phase === "reading" ? null : (
      <div className="way">
        <span className="grow" />
        <SaveMemory whole={open.look} />
      </div>
    );
  }
  if (!isWhole && open.facts.durationSec < WORTH_READING_SEC) return null;
  return (
    <div className="way">
      <span className="label way-label wide">Look at</span>
      <Segmented
        label="Look at"
        value={isWhole ? "whole" : "frames"}
        segments={[
          { value: "frames", name: `${frames} frames`, isDisabled: !isHere(open.file) },
          { value: "whole", name: "Whole video" },
        ]}
        onChoose={(way) => void setWay(way)}
      />
      <span className="wide reading-choices">
        <RateSelect />
        {isWhole && isInspecting && <ScorerSelect />}
      </span>
      <CostWords open={open} />
      <span className="grow" />
      {open.look.kind === "whole" && <SaveMemory whole={open.look} />}
    </div>
  );
}
