import { useMemo, useRef } from "react";
import { selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { useSize } from "../hooks/use-size.ts";

/** Below this many pixels a column, only the least, the most and the frame on show are labelled. */
const ROOM_PX = 20;

/** Tokens kept of each frame, as numbers under the bars. */
export function KeptRow() {
  const track = useRef<HTMLDivElement>(null);
  const { width } = useSize(track);
  const plan = useShownPlan();
  const shown = useSession(selectShownFrame);
  const budgets = useMemo(() => plan?.frames.map(({ budget }) => budget) ?? [], [plan]);
  const least = budgets.indexOf(Math.min(...budgets));
  const most = budgets.indexOf(Math.max(...budgets));
  const isRoomy = width / Math.max(1, budgets.length) >= ROOM_PX;
  const isNear = (index: number) => Math.abs(index - shown) <= 1 && index !== shown;
  return (
    <>
      <div className="head">Tokens kept</div>
      <div
        className="track kept"
        ref={track}
        data-narrow={isRoomy ? undefined : ""}
        aria-hidden="true"
      >
        {plan?.frames.map(({ timeSec, budget }, index) => (
          <span key={timeSec} data-on={index === shown ? "" : undefined}>
            {(isRoomy ||
              index === shown ||
              ((index === least || index === most) && !isNear(index))) && <b>{budget}</b>}
          </span>
        ))}
      </div>
    </>
  );
}
