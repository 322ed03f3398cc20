// What was chosen is not how this memory was read: says what another reading takes, and waits for a press.

import { differsFrom, readingCost } from "../../store/whole/choices.ts";
import type { OpenWhole } from "../../store/whole/types.ts";
import { formatCount } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

export function RereadLine({ whole }: { readonly whole: OpenWhole }) {
  const chosen = useSession((state) => state.wholeChoices);
  const { chooseReading, readAgain } = useActions();
  const { facts, settings } = whole.video;
  if (!differsFrom(chosen, settings)) return null;
  const { framesPerSec, shares, scorer } = settings;
  const { frames, chunks } = readingCost(facts.durationSec, chosen.framesPerSec);
  return (
    <div className="reading" role="status">
      <p>
        <b>Your choices differ from how this was read</b>
        <span>
          {whole.file === null
            ? "another reading takes the video file"
            : `another reading takes ${formatCount(frames)} frames, ${formatCount(chunks)} chunks`}
        </span>
      </p>
      <div className="row">
        <button
          type="button"
          className="btn"
          disabled={whole.file === null}
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
