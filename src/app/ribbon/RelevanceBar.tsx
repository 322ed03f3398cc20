import { Bar } from "@visx/shape";
import { memo } from "react";
import { formatSigned } from "../values/format.ts";
import { useActions } from "../hooks/session.tsx";
import { chunkWords, type ToldChunk } from "./chunk-words.ts";

interface Props extends ToldChunk {
  readonly x: number;
  readonly width: number;
  /** The places of zero and of the value, in pixels from the top. */
  readonly zero: number;
  readonly top: number;
  readonly height: number;
  readonly isLabelled: boolean;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  /** The frame that the chunk shows. */
  readonly frame: number;
}

/** One chunk's bar, and the column around it that takes pointer and focus. */
export const RelevanceBar = memo(function RelevanceBar(props: Props) {
  const { relevance, role, x, width, zero, top, height, frame } = props;
  const { hoverFrame } = useActions();
  const inset = width >= 24 ? 5 : width >= 8 ? 1.5 : 0.5;
  return (
    <g
      role="option"
      className="bar-column"
      data-role={role}
      tabIndex={props.isTabStop ? 0 : -1}
      aria-selected={props.isSelected}
      aria-label={chunkWords(props)}
      aria-posinset={props.index + 1}
      aria-setsize={props.columns}
      onFocus={() => hoverFrame(frame)}
    >
      <rect className="hit" x={x + 1} y={0} width={Math.max(0, width - 2)} height={height} />
      {relevance !== null && (
        <>
          <Bar
            className="relevance-bar"
            x={x + inset}
            y={Math.min(top, zero)}
            width={Math.max(1, width - 2 * inset)}
            height={Math.max(1, Math.abs(zero - top))}
            rx={Math.min(2, width / 6)}
          />
          {props.isLabelled && (
            <text x={x + width / 2} y={Math.min(top, zero) - 4} textAnchor="middle">
              {formatSigned(relevance, 1)}
            </text>
          )}
        </>
      )}
    </g>
  );
});
