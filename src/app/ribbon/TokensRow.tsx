import { useMemo } from "react";
import { formatCount } from "../values/format.ts";
import { tokensIn } from "./chunk-words.ts";
import { byRelevance, columnsWith, labelledColumns, type Columns } from "./columns.ts";
import type { RibbonData } from "./use-ribbon.ts";

const NARROWEST_PX = 20;
const DIGIT_PX = 7;

/** The tokens that each chunk has in the cache, as numbers under the ribbon. */
export function TokensRow(props: {
  readonly ribbon: RibbonData;
  readonly drawn: Columns;
  readonly columnPx: number;
}) {
  const { columnPx, drawn, ribbon } = props;
  const { columns, chunks, roles, choice, shown } = ribbon;
  const tokens = useMemo(
    () => chunks.map((chunk, index) => tokensIn(chunk, roles[index] ?? "compact")),
    [chunks, roles],
  );
  const labelled = useMemo(() => {
    const most = tokens.reduce((most, count) => Math.max(most, count), 0);
    const labelPx = Math.max(NARROWEST_PX, 6 + DIGIT_PX * formatCount(most).length);
    const values = choice?.chunks.map(({ relevance }) => relevance) ?? [];
    const detail = byRelevance(values, (chunk) => roles[chunk] === "detail").filter(
      (chunk) => roles[chunk] === "detail",
    );
    return labelledColumns(columns, columnPx, labelPx, [shown, ...detail, 0, chunks.length - 1]);
  }, [tokens, choice, roles, columns, columnPx, shown, chunks.length]);
  return (
    <>
      <div className="head">Tokens</div>
      <div
        className="track kept chunk-tokens"
        data-narrow={columnPx >= NARROWEST_PX ? undefined : ""}
        aria-hidden="true"
      >
        {columnsWith({ from: drawn.from, to: Math.min(drawn.to, tokens.length) }).map((index) => (
          <span
            key={index}
            style={{ gridColumn: index + 1 }}
            data-on={roles[index] === "detail" || roles[index] === "ends" ? "" : undefined}
            data-shown={index === shown ? "" : undefined}
          >
            {labelled.has(index) && <b>{formatCount(tokens[index] ?? 0)}</b>}
          </span>
        ))}
      </div>
    </>
  );
}
