import { choicesOf, planRequestOf } from "../../store/plan/plan-request.ts";
import { isSameLook } from "../../store/compare/column-request.ts";
import type { ComparedColumn } from "../../store/compare/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { isSameRequest } from "../../store/plan/same-request.ts";

interface Props {
  readonly column: ComparedColumn;
  /** Its place from 0. */
  readonly place: number;
  /** Null for one with all tokens. */
  readonly number: number | null;
  /** Its frames and its model, where these differ within the comparison. */
  readonly look: string | null;
  readonly isInUse: boolean;
}

function Name({ column, number, look }: Pick<Props, "column" | "number" | "look">) {
  return (
    <span className="name">
      {number !== null && <span className="number">{number}</span>}
      {column.name}
      {look !== null && <small>{look}</small>}
    </span>
  );
}

/** Names a column, and takes its plan over where it is one for the open video's frames: the whole column is then the button. */
export function ColumnHead({ column, place, number, look, isInUse }: Props) {
  const choices = useSession(({ choices }) => choices);
  const { restorePlan, setRetention } = useActions();
  const { request } = column;
  const canUse =
    isSameLook(request, {}) && isSameRequest(planRequestOf(choicesOf(request, choices)), request);
  return (
    <th scope="col" style={{ "--column": place }}>
      {canUse ? (
        <button
          type="button"
          aria-pressed={isInUse}
          onClick={() => (column.isReference ? setRetention(1) : void restorePlan(request))}
        >
          <Name column={column} number={number} look={look} />
          <span className="use">{isInUse ? "in use" : "use this plan"}</span>
        </button>
      ) : (
        <Name column={column} number={number} look={look} />
      )}
    </th>
  );
}
