// What a model of the drawn world cannot see is said over the prompt and at each answer, as long as it holds.

import { isDrawnWorldOnly } from "../../store/ask/judge.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { selectOpenVideo, selectStrip } from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";
import type { Turn } from "../../store/ask/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useBusyness } from "../hooks/use-busyness.ts";
import { BUSY_DRAWN, MOST_BUSY } from "../values/drawn-world.ts";

function GetModel() {
  const { showDialog } = useActions();
  return (
    <button type="button" className="link" onClick={() => showDialog("models")}>
      Get a real model
    </button>
  );
}

const selectCannotSee = (state: SessionState): boolean => {
  const info = selectModelInfo(state);
  const video = selectOpenVideo(state);
  return info !== null && isDrawnWorldOnly(info) && video !== null && video.file.sample === null;
};

/** The notice over the prompt. It has its evidence where the picture cannot be one of the drawn clips. */
export function FilmedNotice() {
  return useSession(selectCannotSee) ? <Notice /> : null;
}

function Notice() {
  const busy = useBusyness(useSession(selectStrip));
  if (busy === null || busy <= MOST_BUSY) {
    return (
      <p className="filmed" role="note">
        The embedded model was trained on drawn clips and cannot see filmed video. <GetModel />
      </p>
    );
  }
  return (
    <p className="filmed" role="note">
      This picture is not like the drawn clips that the embedded model knows: a tenth of its
      neighbouring points differ by {Math.floor(busy)} of 255 levels or more, of theirs by{" "}
      {BUSY_DRAWN} at most. <GetModel />
    </p>
  );
}

/** The mark of one answer. */
export function FilmedMark({ turn }: { readonly turn: Turn }) {
  if (turn.model?.isTrained !== true || turn.isSample) return null;
  return (
    <p className="filmed">
      This model cannot see filmed video. <GetModel />
    </p>
  );
}
