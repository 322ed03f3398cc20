import { Bar } from "@visx/shape";
import { AXIS_HEIGHT } from "./Axis.tsx";
import type { Lane } from "./waterfall.ts";

const SLICE_HEIGHT = 11;
/** The least width of a slice, so that the shortest ones can be seen. */
const NARROWEST_PX = 2;

export interface SliceId {
  readonly lane: number;
  /** The index of the slice; null for the lane as a whole. */
  readonly slice: number | null;
}

interface SlicesProps {
  readonly lanes: readonly Lane[];
  readonly toPx: (atMs: number) => number;
  readonly shown: SliceId | null;
  readonly laneHeight: number;
}

/** The slices are the bars of all lanes; `data-lane` and `data-slice` tell which one is under the pointer. */
export function Slices({ lanes, toPx, shown, laneHeight }: SlicesProps) {
  return lanes.map(({ stage, slices }, lane) =>
    slices.map(({ cause, atMs, widthMs }, slice) => {
      const x = toPx(atMs);
      const width = toPx(atMs + widthMs) - x;
      return (
        <Bar
          key={`${stage} ${atMs} ${widthMs}`}
          className="slice"
          data-cause={cause}
          data-lane={lane}
          data-slice={slice}
          data-shown={(shown?.lane === lane && shown.slice === slice) || undefined}
          x={x}
          y={AXIS_HEIGHT + (lane + 0.5) * laneHeight - SLICE_HEIGHT / 2}
          // Neighbours are one pixel apart where there is room for it.
          width={Math.max(NARROWEST_PX, width - (width > 3 ? 1 : 0))}
          height={SLICE_HEIGHT}
          rx={Math.min(2, width / 4)}
        />
      );
    }),
  );
}
