import type { PositionsId } from "../../engine/api.ts";
import { selectModelInfo } from "../../store/models-selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";

const ABOUT: Readonly<Record<PositionsId, string>> = {
  original: "Kept tokens and the question stand where they stood in the whole video.",
  compact: "Kept tokens close up, and the question follows right behind them.",
};
const ALL_KEPT = "All tokens are kept: both are the same.";

/** Where kept tokens stand for the language model; shown where the model leaves a choice. */
export function PositionsRow() {
  const offered = useSession((state) => selectModelInfo(state)?.positions);
  const chosen = useSession(({ choices }) => choices.positions);
  const isWhole = useSession(({ choices }) => choices.retention >= 1);
  const { setPositions } = useActions();
  if (offered === undefined || offered.length < 2) return null;
  const value = chosen ?? offered[0];
  return (
    <div className="settings placing">
      <label>
        <span className="label">Positions</span>
        <span className="select">
          <select
            value={value}
            disabled={isWhole}
            aria-describedby="about-positions"
            onChange={({ currentTarget }) => {
              const id = offered.find((one) => one === currentTarget.value);
              if (id !== undefined) setPositions(id);
            }}
          >
            {offered.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </span>
      </label>
      <span className="about-positions" id="about-positions">
        {isWhole ? ALL_KEPT : value !== undefined && ABOUT[value]}
      </span>
    </div>
  );
}
