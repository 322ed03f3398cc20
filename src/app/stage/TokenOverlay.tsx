// Kept tokens, heat or nothing, drawn at the screen's own resolution over the frame on show.

import { useEffect, useRef } from "react";
import { selectPlan, selectReadyVideo, selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { useSize } from "../hooks/use-size.ts";
import { drawHeat, drawKept } from "./draw-overlay.ts";
import { tokenGrid } from "./token-grid.ts";

export function TokenOverlay() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  const mode = useSession(({ overlay }) => overlay);
  const plan = useSession(selectPlan);
  const shown = useSession(selectShownFrame);
  const video = useSession((state) => selectReadyVideo(state)?.video ?? null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // Setting the size also clears what was drawn.
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    const grid = plan === null || video === null ? null : tokenGrid(plan, video, shown);
    if (grid === null || mode === "off") return;
    if (mode === "kept") drawKept(element, grid);
    else drawHeat(element, grid);
  }, [width, height, mode, plan, shown, video]);
  return <canvas ref={canvas} className="overlay" aria-hidden="true" />;
}
