import type { MouseEvent } from "react";
import { useActions } from "../hooks/session.tsx";

const CELLS = [true, false, false, false, true, true, false, true, false] as const;

/** Whether a press is one that opens another tab or window. */
const isElsewhere = ({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean =>
  ctrlKey || metaKey || shiftKey;

/** The mark: a frame's tokens, four of nine kept. It leads to the start without loading the page anew. */
export function Wordmark() {
  const { leaveVideo } = useActions();
  return (
    <a
      className="wordmark"
      href="./"
      aria-label="Framewise, start"
      onClick={(event) => {
        if (isElsewhere(event)) return;
        event.preventDefault();
        leaveVideo();
      }}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {CELLS.map((isKept, cell) => (
          <rect
            key={`${cell % 3}-${Math.floor(cell / 3)}`}
            x={1 + (cell % 3) * 6.5}
            y={1 + Math.floor(cell / 3) * 6.5}
            width="5"
            height="5"
            rx="1"
            opacity={isKept ? 1 : 0.28}
          />
        ))}
      </svg>
      Framewise
    </a>
  );
}
