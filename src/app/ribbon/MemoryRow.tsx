import { memo } from "react";
import type { ChunkRole } from "../../store/whole/chunk-roles.ts";
import { columnsWith, type Columns } from "./columns.ts";
import type { RibbonData } from "./use-ribbon.ts";

/** Narrower columns have no room for the word. */
const WORD_PX = 42;
const WORDS: Readonly<Record<ChunkRole, string>> = {
  detail: "detail",
  ends: "end",
  compact: "",
  unseen: "",
};

const Cell = memo(function Cell(props: {
  readonly role: ChunkRole | null;
  readonly forced: boolean | null;
  readonly hasWord: boolean;
  readonly column: number;
}) {
  const { role, forced, hasWord, column } = props;
  return (
    <span
      className="chunk-cell"
      data-role={role ?? "unread"}
      data-forced={forced === null ? undefined : forced ? "in" : "out"}
      style={{ gridColumn: column + 1 }}
    >
      {hasWord && role !== null && WORDS[role] !== "" && <b>{WORDS[role]}</b>}
    </span>
  );
});

/** Thick where a chunk is in detail, thin where it is compact, nearly nothing where the answer saw nothing of it or it has not been read. */
export function MemoryRow(props: {
  readonly ribbon: RibbonData;
  readonly drawn: Columns;
  readonly columnPx: number;
}) {
  const { roles, whole } = props.ribbon;
  const hasWord = props.columnPx >= WORD_PX;
  return (
    <>
      <div className="head">Memory</div>
      <div className="track chunk-cells" data-narrow={hasWord ? undefined : ""} aria-hidden="true">
        {columnsWith(props.drawn).map((index) => (
          <Cell
            key={index}
            column={index}
            role={roles[index] ?? null}
            forced={whole.forced.get(index) ?? null}
            hasWord={hasWord}
          />
        ))}
      </div>
    </>
  );
}
