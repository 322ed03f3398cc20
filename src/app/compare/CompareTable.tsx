import { planRequestOf } from "../../store/plan/plan-request.ts";
import { isSameLook, referenceOf } from "../../store/compare/column-request.ts";
import { lookWords } from "../../store/compare/columns.ts";
import type { CellState, Comparison } from "../../store/compare/types.ts";
import { useSession } from "../hooks/session.tsx";
import { ColumnAnswer } from "./ColumnAnswer.tsx";
import { columnFacts, columnNumber, type ColumnFacts } from "./column-facts.ts";
import { ColumnHead } from "./ColumnHead.tsx";
import { METRICS, RIGHT, type Done } from "./metrics.tsx";
import { isSameRequest } from "../../store/plan/same-request.ts";

function doneOf(facts: readonly ColumnFacts[]): (Done | null)[] {
  const longestMs = Math.max(1, ...facts.map(({ reports: [first] }) => first?.firstTokenMs ?? 0));
  return facts.map((one) => {
    const [first] = one.reports;
    if (first === undefined) return null;
    return { ...one, first, firstTokenShare: first.firstTokenMs / longestMs };
  });
}

const textOf = (cell: CellState | undefined): string | null =>
  cell?.phase === "done" ? cell.report.text : null;

/** Returns what stands above the answers to a question: the question when there are several, the right answer if known. */
function headOf({ questions }: Comparison, question: number): string | null {
  const { text = "", answer = null } = questions[question] ?? {};
  const parts = [
    ...(questions.length > 1 ? [text] : []),
    ...(answer === null ? [] : [`Right: ${answer}`]),
  ];
  return parts.length === 0 ? null : parts.join(" ");
}

/** Some questions, one column a plan. The column of the plan in use stands in a well. */
export function CompareTable({ comparison }: { readonly comparison: Comparison }) {
  const choices = useSession(({ choices }) => choices);
  const request = planRequestOf(choices);
  const { columns, questions } = comparison;
  const inUse = columns.findIndex(
    (column) => isSameLook(column.request, {}) && isSameRequest(column.request, request),
  );
  const facts = columnFacts(comparison);
  const done = doneOf(facts);
  const hasCounts = questions.length > 1 && facts.some(({ right }) => right !== null);
  const metrics = hasCounts ? [RIGHT, ...METRICS] : METRICS;
  const style = { "--columns": columns.length, "--in-use": inUse };

  return (
    <div className="cmp" data-in-use={inUse >= 0 || undefined} style={style}>
      <table aria-busy={comparison.phase === "running"}>
        <thead>
          <tr>
            {[...columns.entries()].map(([place, column]) => (
              <ColumnHead
                key={place}
                column={column}
                place={place}
                number={columnNumber(comparison, place)}
                look={lookWords(comparison, column)}
                isInUse={place === inUse}
              />
            ))}
          </tr>
        </thead>
        {[...questions.entries()].map(([question, { text }]) => {
          const head = headOf(comparison, question);
          return (
            <tbody key={text} className="answers">
              {head !== null && (
                <tr>
                  <th scope="rowgroup" colSpan={columns.length}>
                    {head}
                  </th>
                </tr>
              )}
              <tr>
                {[...columns.entries()].map(([place, column]) => {
                  const cell = column.cells[question] ?? { phase: "waiting" };
                  const full = column.isReference ? undefined : referenceOf(columns, column);
                  return (
                    <td key={place} data-phase={cell.phase}>
                      <ColumnAnswer cell={cell} reference={textOf(full?.cells[question])} />
                    </td>
                  );
                })}
              </tr>
            </tbody>
          );
        })}
        {metrics.map(({ name, cell: Cell }) => (
          <tbody key={name}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length}>
                {name}
              </th>
            </tr>
            <tr>
              {[...done.entries()].map(([place, column]) => (
                <td key={place}>{column !== null && <Cell {...column} />}</td>
              ))}
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  );
}
