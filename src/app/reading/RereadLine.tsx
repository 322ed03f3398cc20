// Shown when the choices differ from how this memory was read: says what another reading takes, and waits for a press. While
// that reading goes on, what was read before is one press away.

import { selectIsFileHere } from "../../store/selectors.ts";
import { openIn } from "../../store/video/state.ts";
import { differsFrom, readingCost } from "../../store/whole/choices.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatCounted } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** The way back from another reading. */
function Earlier() {
  const { goBackToEarlier } = useActions();
  return (
    <div className="reading" data-quiet="" role="status">
      <p>
        <b>What was read before is still here</b>
        <span>it goes when this reading is done</span>
      </p>
      <div className="row">
        <button type="button" className="btn" onClick={() => void goBackToEarlier()}>
          Back to it
        </button>
      </div>
    </div>
  );
}

export function RereadLine({ whole }: { readonly whole: WholeLook }) {
  const chosen = useSession((state) => state.wholeChoices);
  const { chooseReading, readAgain } = useActions();
  const isFileHere = useSession(selectIsFileHere);
  const hasEarlier = useSession(({ video }) => (openIn(video)?.earlier ?? null) !== null);
  const { facts, settings } = whole.video;
  if (hasEarlier) return <Earlier />;
  if (!differsFrom(chosen, settings)) return null;
  const { framesPerSec, shares, scorer } = settings;
  const { frames, chunks } = readingCost(facts.durationSec, chosen.framesPerSec);
  return (
    <div className="reading" role="status">
      <p>
        <b>Your choices differ from how this was read</b>
        <span>
          {isFileHere
            ? `another reading takes ${formatCounted(frames, "frame")}, ${formatCounted(chunks, "chunk")}`
            : "another reading takes the video file"}
        </span>
      </p>
      <div className="row">
        <button
          type="button"
          className="btn"
          disabled={!isFileHere}
          onClick={() => void readAgain()}
        >
          Read again
        </button>
        <button
          type="button"
          className="btn plain"
          onClick={() => chooseReading({ framesPerSec, shares, scorer })}
        >
          Keep this one
        </button>
      </div>
    </div>
  );
}
