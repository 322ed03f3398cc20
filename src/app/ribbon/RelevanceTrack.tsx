// One bar a chunk around a zero line: how far its best frame is from the mean of all frames, in standard deviations.
// The bars are one tab stop; arrows move along them, and the focused one is looked at as if the pointer were over it. Those that
// are far from view are not there; what is there says its place among all.

import { scaleLinear } from "@visx/scale";
import { useMemo, useRef } from "react";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { useSize } from "../hooks/use-size.ts";
import { useBarKeys } from "../timeline/use-bar-keys.ts";
import { byRelevance, columnsWith, labelledColumns, type Columns } from "./columns.ts";
import { RelevanceBar } from "./RelevanceBar.tsx";
import type { RibbonData } from "./use-ribbon.ts";

const LABEL_PX = 26;
/** Room over the highest bar for its number. */
const TOP_PX = 16;
/** The axis reaches at least from here to here, so that small differences look small. */
const LEAST = -0.6;
const MOST = 1.2;

export function RelevanceTrack(props: { readonly ribbon: RibbonData; readonly drawn: Columns }) {
  const { ribbon, drawn } = props;
  const { whole, columns, chunks, choice, roles, selected, frameOf } = ribbon;
  const track = useRef<HTMLDivElement>(null);
  const isInspecting = useInspecting();
  const { width, height } = useSize(track);
  const keys = useBarKeys(track, chunks.length, selected, (bar) => frameOf(bar) ?? 0);
  const values = useMemo(() => choice?.chunks.map(({ relevance }) => relevance) ?? [], [choice]);
  const y = useMemo(() => {
    let [least, most] = [LEAST, MOST];
    for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
    return scaleLinear<number>({ domain: [least, most], range: [height - 2, TOP_PX] });
  }, [values, height]);
  const labelled = useMemo(() => {
    const first = byRelevance(values, (chunk) => roles[chunk] === "detail");
    const loaded = roles.filter((role) => role === "detail").length;
    return labelledColumns(values.length, width / columns, LABEL_PX, first.slice(0, loaded));
  }, [values, roles, width, columns]);
  const columnPx = width / columns;
  const read = { from: drawn.from, to: Math.min(drawn.to, chunks.length) };
  return (
    <>
      <div className="head">
        Relevance
        <small>{isInspecting ? "σ from mean" : "from the mean"}</small>
      </div>
      <div
        ref={track}
        className="track relevance"
        role="listbox"
        aria-orientation="horizontal"
        aria-label="Relevance and tokens, by chunk"
        {...keys.handlers}
      >
        {choice === null && chunks.length > 0 && (
          <p className="relevance-empty">
            Ask a question, and each chunk shows how relevant it is.
          </p>
        )}
        {width > 0 && chunks.length > 0 && (
          <svg role="presentation" width={width} height={height}>
            {choice !== null && <path className="zero" d={`M0,${y(0)}H${width}`} />}
            {columnsWith(read, keys.tabStop).map((index) => {
              const chunk = chunks[index];
              return chunk === undefined ? null : (
                <RelevanceBar
                  key={index}
                  index={index}
                  columns={columns}
                  chunk={chunk}
                  relevance={values[index] ?? null}
                  role={roles[index] ?? "compact"}
                  forced={whole.forced.get(index) ?? null}
                  x={index * columnPx}
                  width={columnPx}
                  zero={y(0)}
                  top={y(values[index] ?? 0)}
                  height={height}
                  isLabelled={labelled.has(index)}
                  isTabStop={index === keys.tabStop}
                  frame={frameOf(index) ?? 0}
                  isSelected={index === selected}
                />
              );
            })}
          </svg>
        )}
      </div>
    </>
  );
}
