import type { CompareBy, CompareColumn } from "../../store/types.ts";
import { UNIT } from "../values/format.ts";
import { useActions } from "../hooks/session.tsx";

interface Props {
  readonly column: CompareColumn;
  readonly by: CompareBy;
  readonly index: number;
  readonly isInUse: boolean;
}

/** Names a column, and takes its plan over: the whole column is the button. */
export function ColumnHead({ column, by, index, isInUse }: Props) {
  const { restorePlan } = useActions();
  const [label, unit] = column.label.split(UNIT);
  return (
    <th scope="col" data-by={by} style={{ "--column": index }}>
      <button
        type="button"
        aria-pressed={isInUse}
        aria-label={`${column.label}: use this plan`}
        onClick={() => restorePlan(column.request)}
      >
        <span className="name">
          {label}
          {unit !== undefined && <small>{UNIT + unit}</small>}
        </span>
        <span className="use">{isInUse ? "in use" : "use this"}</span>
      </button>
    </th>
  );
}
