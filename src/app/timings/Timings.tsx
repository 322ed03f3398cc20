// The timings: when each stage ran, for the video and for the last question. They are a drawer below the page, and a tab on
// phones.

import { useState } from "react";
import { selectFrames } from "../../store/selectors.ts";
import type { State } from "../../store/types.ts";
import { selectShownReport, selectWhole } from "../../store/whole/selectors.ts";
import { useSession, useSessionStore } from "../hooks/session.tsx";
import { useIsPhone } from "../hooks/use-media.ts";
import { useTimingsOpen } from "../hooks/use-timings-open.ts";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { SliceId } from "./Slices.tsx";
import { beforeLine, sliceDetail, stagesLine } from "./stage-words.ts";
import { timingsJson } from "./timings-json.ts";
import { TimingsHead } from "./TimingsHead.tsx";
import { useWaterfall } from "./use-waterfall.ts";
import { WaterfallChart } from "./WaterfallChart.tsx";

const contextOf = (state: State) => ({
  video: selectFrames(state)?.video ?? null,
  model: state.model.phase === "ready" ? state.model.info : null,
  adapter: state.engine.phase === "ready" ? state.engine.adapter : null,
  savedAt: new Date(),
});

const NOTHING_RAN = "Each stage shows its time here when a video has been read.";

function Toggle() {
  const [isOpen, setOpen] = useTimingsOpen();
  return (
    <button
      type="button"
      id="timings-toggle"
      className="btn plain square"
      aria-label={isOpen ? "Close timings" : "Open timings"}
      aria-expanded={isOpen}
      aria-controls="timings"
      onClick={() => setOpen(!isOpen)}
    >
      <Icon name={isOpen ? "chevron" : "chevronUp"} />
    </button>
  );
}

/** The timings of a video looked at by frames show each slice of work on one clock. */
function Waterfall() {
  const { waterfall, report } = useWaterfall();
  const store = useSessionStore();
  const isPhone = useIsPhone();
  const [isDrawerOpen] = useTimingsOpen();
  const hasSlices = useSession((state) => selectFrames(state) !== null) && waterfall.lengthMs > 0;
  const encodedShare = useSession((state) => selectFrames(state)?.video.looked.encodedShare);
  const [shown, setShown] = useState<SliceId | null>(null);
  const isOpen = isPhone || isDrawerOpen;
  const lane = shown === null ? undefined : waterfall.lanes[shown.lane];
  const detail = lane === undefined ? null : sliceDetail(lane, shown?.slice ?? -1, encodedShare);

  return (
    <>
      <div className="timings-bar">
        <h2>Timings</h2>
        <TimingsHead
          report={report}
          stages={hasSlices ? beforeLine(waterfall, report, encodedShare) : NOTHING_RAN}
          detail={detail}
        />
        <span className="grow" />
        {hasSlices && isOpen && (
          <>
            <span className="key wide" data-cause="before">
              once a video or plan
            </span>
            <span className="key wide" data-cause="question">
              this question
            </span>
          </>
        )}
        {hasSlices && (
          <CopyButton text={() => timingsJson(waterfall, report, contextOf(store.getState()))}>
            Copy as JSON
          </CopyButton>
        )}
        {!isPhone && <Toggle />}
      </div>
      <div id="timings" hidden={!isOpen}>
        <WaterfallChart waterfall={waterfall} shown={shown} onShow={setShown} />
      </div>
    </>
  );
}

/** The timings of a video that is read whole are one line, because its reading alone has hundreds of slices. */
function WholeTimings() {
  const report = useSession(selectShownReport);
  return (
    <div className="timings-bar">
      <h2>Timings</h2>
      <TimingsHead report={report} stages={stagesLine(report)} />
    </div>
  );
}

export function Timings() {
  const isWhole = useSession(selectWhole) !== null;
  return <div className="timings">{isWhole ? <WholeTimings /> : <Waterfall />}</div>;
}
