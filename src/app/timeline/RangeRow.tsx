// The part of the video that is looked at, over all of it: two thumbs, which the pointer and the arrows move, and the way back.

import { Slider } from "radix-ui";
import { useRef } from "react";
import { rangeWords } from "../../base/time-range.ts";
import { selectFacts, selectOpenVideo, selectRange } from "../../store/selectors.ts";
import { allOf } from "../../store/video/range.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { formatMoment } from "../values/format.ts";

/** Fine enough to find a moment, coarse enough to reach it by arrows. Shift makes ten steps of one. */
const stepOf = (durationSec: number): number => (durationSec > 600 ? 1 : 0.1);

export function RangeRow() {
  const facts = useSession(selectFacts);
  const range = useSession(selectRange);
  const drawn = useSession(({ drawnRange }) => drawnRange);
  const isOpen = useSession((state) => selectOpenVideo(state) !== null);
  const { drawRange, lookAtDrawnRange, setRange } = useActions();
  /** A drag is looked at when it ends; of keys nobody knows which one is the last. */
  const isKeyed = useRef(false);
  const now = drawn ?? range;
  if (facts === null || now === null) return null;
  const all = allOf(facts);
  const leave = () => {
    if (drawn !== null) drawRange(null);
    else void setRange(null);
  };
  const thumb = (name: string, timeSec: number) => ({
    className: "thumb",
    "aria-label": name,
    "aria-valuetext": formatMoment(timeSec),
  });
  return (
    <div className="range-row" role="group" aria-label="Part of the video">
      <span className="label">Part</span>
      <Slider.Root
        className="slider-root"
        min={all.fromSec}
        max={all.toSec}
        step={stepOf(facts.durationSec)}
        disabled={!isOpen}
        value={[now.fromSec, now.toSec]}
        minStepsBetweenThumbs={1}
        onPointerDown={() => (isKeyed.current = false)}
        onKeyDown={({ key }) => {
          isKeyed.current = true;
          if (key === "Enter") void lookAtDrawnRange();
        }}
        onValueChange={([fromSec = all.fromSec, toSec = all.toSec]) =>
          drawRange({ fromSec, toSec })
        }
        onValueCommit={() => {
          if (!isKeyed.current) void lookAtDrawnRange();
        }}
      >
        <Slider.Track className="rail">
          <Slider.Range className="fill" />
        </Slider.Track>
        <Slider.Thumb {...thumb("Beginning of the part", now.fromSec)} />
        <Slider.Thumb {...thumb("End of the part", now.toSec)} />
      </Slider.Root>
      <output>{rangeWords(now)}</output>
      {drawn !== null && (
        <button type="button" className="btn" onClick={() => void lookAtDrawnRange()}>
          Look at it
        </button>
      )}
      <button
        type="button"
        className="btn plain square"
        aria-label={drawn === null ? "All of the video" : "Drop this part"}
        title={drawn === null ? "All of the video (Esc)" : "Drop this part (Esc)"}
        disabled={!isOpen}
        onClick={leave}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
