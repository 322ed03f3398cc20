// Kept tokens, heat, patches or nothing, drawn at the screen's own resolution over the frame on show.

import { useEffect, useRef } from "react";
import { selectOverlay, selectShownFrame } from "../../store/selectors.ts";
import type { Look } from "../../store/video/state.ts";
import { useSession } from "../hooks/session.tsx";
import { useShownPlan } from "../hooks/use-shown-plan.ts";
import { useSize } from "../hooks/use-size.ts";
import { drawHeat, drawKept, drawPatches } from "./draw-overlay.ts";
import { levelsGrid, patchGrid, planGrid } from "./token-grid.ts";

export function TokenOverlay({ look }: { readonly look: Look }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(canvas);
  const mode = useSession(selectOverlay);
  const plan = useShownPlan();
  const shown = useSession(selectShownFrame);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // Setting the size also clears what was drawn.
    element.width = Math.max(1, Math.round(width * devicePixelRatio));
    element.height = Math.max(1, Math.round(height * devicePixelRatio));
    if (mode === "off") return;
    if (mode === "patches") {
      const patches = patchGrid(look.kind === "frames" ? look.video.patches : null, shown);
      if (patches !== null) drawPatches(element, patches);
      return;
    }
    const grid =
      look.kind === "whole"
        ? levelsGrid(look.chunks, look.video.grid, shown)
        : planGrid(plan, look.video.grid, shown);
    if (grid === null) return;
    if (mode === "kept") drawKept(element, grid);
    else if (grid.scores !== null) drawHeat(element, { ...grid, scores: grid.scores });
  }, [width, height, mode, plan, shown, look]);
  return <canvas ref={canvas} className="overlay" aria-hidden="true" />;
}
