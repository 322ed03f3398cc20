import { selectFacts, selectRange } from "../../store/selectors.ts";
import { allOf, canDrawRange } from "../../store/video/range.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";

/** Begins a part of the video to ask about, which is then drawn under the player. */
export function RangeButton() {
  const facts = useSession(selectFacts);
  const canBegin = useSession((state) => state.drawnRange === null && selectRange(state) === null);
  const canDraw = useSession(canDrawRange);
  const { drawRange } = useActions();
  if (facts === null || !canDraw) return null;
  return (
    <button
      type="button"
      className="btn plain square"
      aria-label="Ask about a part"
      title="Ask about a part: drag along the ruler, or press I and O"
      disabled={!canBegin}
      onClick={() => drawRange(allOf(facts))}
    >
      <Icon name="part" />
    </button>
  );
}
