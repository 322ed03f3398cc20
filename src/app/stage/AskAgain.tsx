import { selectLastWholeTurn } from "../../store/whole/selectors.ts";
import type { ForcedChunks, WholeLook } from "../../store/whole/types.ts";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";

const sameForced = (a: ForcedChunks, b: ForcedChunks): boolean =>
  a.size === b.size && [...a].every(([chunk, isDetailed]) => b.get(chunk) === isDetailed);

/** Shown when the last answer was made with other choices. Its place is kept, so that a choice moves nothing under the pointer. */
export function AskAgain({ whole }: { readonly whole: WholeLook }) {
  const last = useSession(selectLastWholeTurn);
  const chosen = useSession(({ wholeChoices }) => wholeChoices);
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  const { askLastAgain } = useActions();
  if (last === null) return null;
  const isSame =
    sameForced(last.asked.forced, whole.forced) &&
    last.asked.chunks === chosen.chunks &&
    last.asked.relevance === chosen.relevance;
  return (
    <button
      type="button"
      className="btn"
      style={isSame ? { visibility: "hidden" } : undefined}
      disabled={isBlocked}
      onClick={() => void askLastAgain()}
    >
      Ask again with this
    </button>
  );
}
