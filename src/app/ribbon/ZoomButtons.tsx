import { ZOOM_IN_ID, ZOOM_OUT_ID } from "../hooks/ribbon-keys.ts";
import { ZOOM_STEP, type Zoom } from "./use-zoom.ts";

/** Less and more of the video in view. They stand where the ruler has no label. */
export const ZoomButtons = ({ zoomBy, isLeast }: Pick<Zoom, "zoomBy" | "isLeast">) => (
  <div className="head zoom">
    <button
      type="button"
      id={ZOOM_OUT_ID}
      aria-label="Zoom out"
      title="Zoom out (S)"
      disabled={isLeast}
      onClick={() => zoomBy(1 / ZOOM_STEP)}
    >
      −
    </button>
    <button
      type="button"
      id={ZOOM_IN_ID}
      aria-label="Zoom in"
      title="Zoom in (W)"
      onClick={() => zoomBy(ZOOM_STEP)}
    >
      +
    </button>
  </div>
);
