import type { PositionsId } from "../../engine/api.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";

const ABOUT: Readonly<Record<PositionsId, string>> = {
  original: "Kept tokens and the question keep their positions in the whole video.",
  compact: "Kept tokens are numbered without gaps, and the question follows them.",
};
const ALL_KEPT = "All tokens are kept, so both are the same.";

/** The choice of the kept tokens' positions; shown when the model offers one. */
export function PositionsSelect() {
  const offered = useSession((state) => selectModelInfo(state)?.positions);
  const chosen = useSession(({ choices }) => choices.positions);
  const isWhole = useSession(({ choices }) => choices.retention >= 1);
  const { setPositions } = useActions();
  const [first] = offered ?? [];
  if (offered === undefined || first === undefined || offered.length < 2) return null;
  const value = chosen ?? first;
  return (
    <Select
      label="Positions"
      isBare
      isDisabled={isWhole}
      value={value}
      choices={offered.map((id) => ({ value: id, name: `${id} positions` }))}
      about={isWhole ? ALL_KEPT : ABOUT[value]}
      onChoose={setPositions}
    />
  );
}
