// The slider of the budget. The chart follows while it moves.

import { Slider } from "radix-ui";
import { selectPlan } from "../../store/selectors.ts";
import { formatPercent } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { TICKS, percentAfterKey, percentAt, placeOfPercent } from "./retention-scale.ts";

/** Steps of the rail: fine enough that every percent can be reached by pointer. */
const RAIL_STEPS = 1_000;

function Ticks({ percent }: { readonly percent: number }) {
  const { setRetention } = useActions();
  return (
    <div className="ticks">
      {TICKS.map((tick) => (
        <button
          key={tick}
          type="button"
          tabIndex={-1}
          aria-label={`${tick} percent`}
          style={{ "--place": placeOfPercent(tick) }}
          data-on={tick === percent ? "" : undefined}
          onClick={() => setRetention(tick / 100)}
        >
          {tick}
        </button>
      ))}
    </div>
  );
}

export function RetentionSlider() {
  const retention = useSession(({ choices }) => choices.retention);
  const plan = useSession(selectPlan);
  const { setRetention } = useActions();
  const percent = Math.round(retention * 100);
  const tokens = plan === null ? "" : `, ${plan.kept} of ${plan.total} tokens`;
  return (
    <div className="retention">
      <div>
        <span className="label" id="retention-label">
          Retention
        </span>
        <output className="readout">{formatPercent(retention)}</output>
      </div>
      <div className="slider">
        <Slider.Root
          className="slider-root"
          max={RAIL_STEPS}
          value={[placeOfPercent(percent) * RAIL_STEPS]}
          onValueChange={([place = 0]) => setRetention(percentAt(place / RAIL_STEPS) / 100)}
        >
          <Slider.Track className="rail">
            <Slider.Range className="fill" />
          </Slider.Track>
          <Slider.Thumb
            className="thumb"
            aria-labelledby="retention-label"
            aria-valuemin={5}
            aria-valuemax={100}
            aria-valuenow={percent}
            aria-valuetext={`${percent} percent${tokens}`}
            onKeyDown={(event) => {
              const next = percentAfterKey(event.key, percent);
              if (next === null) return;
              // Radix would step along the log scale, but people count in percent.
              event.preventDefault();
              setRetention(next / 100);
            }}
          />
        </Slider.Root>
        <Ticks percent={percent} />
      </div>
    </div>
  );
}
