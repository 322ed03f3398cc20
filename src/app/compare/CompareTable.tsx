import { planRequestOf } from "../../store/plan/plan-request.ts";
import type { CompareColumn, CompareRun } from "../../store/types.ts";
import { useSession } from "../hooks/session.tsx";
import { isSameRequest } from "./same-request.ts";
import { ColumnAnswer } from "./ColumnAnswer.tsx";
import { ColumnHead } from "./ColumnHead.tsx";
import { METRICS, type DoneColumn } from "./metrics.tsx";

const firstTokenMs = ({ state }: CompareColumn): number =>
  state.phase === "done" ? state.report.firstTokenMs : 0;

function doneColumn(column: CompareColumn, longestMs: number): DoneColumn | null {
  const { state, isReference } = column;
  if (state.phase !== "done") return null;
  const { report, agreement } = state;
  return { isReference, report, agreement, firstTokenShare: report.firstTokenMs / longestMs };
}

/** One question, one column a plan. The column of the plan in use stands in a well. */
export function CompareTable({ run }: { readonly run: CompareRun }) {
  const choices = useSession(({ choices }) => choices);
  const request = planRequestOf(choices);
  const { columns } = run;
  const inUse = columns.findIndex((column) => isSameRequest(column.request, request));
  const longestMs = Math.max(1, ...columns.map(firstTokenMs));
  const done = columns.map((column) => doneColumn(column, longestMs));
  const reference = done.find((column) => column?.isReference)?.report.text ?? null;
  const style = { "--columns": columns.length, "--in-use": inUse };

  return (
    <div className="cmp" data-in-use={inUse >= 0 || undefined} style={style}>
      <table aria-busy={run.phase === "running"}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <ColumnHead
                key={column.id}
                column={column}
                by={run.by}
                index={index}
                isInUse={index === inUse}
              />
            ))}
          </tr>
        </thead>
        <tbody className="answers">
          <tr>
            {columns.map((column) => (
              <td key={column.id} data-phase={column.state.phase}>
                <ColumnAnswer column={column} reference={reference} />
              </td>
            ))}
          </tr>
        </tbody>
        {METRICS.map(({ name, cell: Cell }) => (
          <tbody key={name}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length}>
                {name}
              </th>
            </tr>
            <tr>
              {columns.map(({ id }, index) => {
                const column = done[index] ?? null;
                return <td key={id}>{column !== null && <Cell {...column} />}</td>;
              })}
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  );
}
