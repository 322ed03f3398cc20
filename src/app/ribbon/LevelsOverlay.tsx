// Which tokens of the frame on show stay at which level, heat or nothing, drawn at the screen's own resolution.

import { useEffect, useRef } from "react";
import type { OpenWhole } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { drawHeat, drawLevels } from "../stage/draw-overlay.ts";
import { levelsGrid } from "./levels-grid.ts";

export function LevelsOverlay({ whole }: { readonly whole: OpenWhole }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  const mode = useSession(({ overlay }) => overlay);
  const shown = useSession(selectShownFrame);
  const { chunks, video } = whole;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // Setting the size also clears what was drawn.
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    const grid = levelsGrid(chunks, video.grid, shown);
    if (grid === null || mode === "off") return;
    if (mode === "kept") drawLevels(element, grid);
    else if (grid.scores !== null) drawHeat(element, { ...grid, scores: grid.scores });
  }, [width, height, mode, shown, chunks, video]);
  return <canvas ref={canvas} className="overlay" aria-hidden="true" />;
}
