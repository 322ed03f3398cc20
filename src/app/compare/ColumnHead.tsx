import { choicesOf, planRequestOf } from "../../store/plan/plan-request.ts";
import type { ComparedColumn } from "../../store/compare/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { isSameRequest } from "../../store/plan/same-request.ts";

interface Props {
  readonly column: ComparedColumn;
  /** Its place, 0 for the one with all tokens. */
  readonly place: number;
  readonly isInUse: boolean;
}

function Name({ column, place }: Pick<Props, "column" | "place">) {
  return (
    <span className="name">
      {place > 0 && <span className="number">{place}</span>}
      {column.name}
    </span>
  );
}

/** Names a column, and takes its plan over where the page can have it: the whole column is then the button. */
export function ColumnHead({ column, place, isInUse }: Props) {
  const choices = useSession(({ choices }) => choices);
  const { restorePlan, setRetention } = useActions();
  const { request } = column;
  const canUse = isSameRequest(planRequestOf(choicesOf(request, choices)), request);
  return (
    <th scope="col" style={{ "--column": place }}>
      {canUse ? (
        <button
          type="button"
          aria-pressed={isInUse}
          onClick={() => (column.isReference ? setRetention(1) : void restorePlan(request))}
        >
          <Name column={column} place={place} />
          <span className="use">{isInUse ? "in use" : "use this plan"}</span>
        </button>
      ) : (
        <Name column={column} place={place} />
      )}
    </th>
  );
}
