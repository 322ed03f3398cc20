// Under the stage of a video that is read whole: the ribbon of its chunks, then what is being read, what a question costs
// and how it is asked.

import type { WholeLook } from "../../store/whole/types.ts";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { Chapters } from "../reading/Chapters.tsx";
import { LiveLine } from "../live/LiveLine.tsx";
import { WatchFor } from "../live/WatchFor.tsx";
import { ReadingSettings } from "../reading/ReadingSettings.tsx";
import { Meters } from "../reading/Meters.tsx";
import { ReadingAnnouncer } from "../reading/ReadingAnnouncer.tsx";
import { ReadingLine } from "../reading/ReadingLine.tsx";
import { RereadLine } from "../reading/RereadLine.tsx";
import { Ribbon } from "../ribbon/Ribbon.tsx";
import { WayRow } from "../reading/WayRow.tsx";

export function WholeView({ whole }: { readonly whole: WholeLook }) {
  const isInspecting = useInspecting();
  return (
    <>
      <Ribbon whole={whole} />
      {whole.live === null ? (
        <>
          <ReadingLine whole={whole} />
          {!whole.video.isLive && <RereadLine whole={whole} />}
        </>
      ) : (
        <LiveLine whole={whole} live={whole.live} />
      )}
      <ReadingAnnouncer whole={whole} />
      <Chapters whole={whole} />
      {whole.video.isLive && <WatchFor key={whole.video.id} whole={whole} />}
      <div className="memory-panel">
        <WayRow />
        {isInspecting && (
          <>
            <Meters whole={whole} />
            <div className="settings-row wide">
              <ReadingSettings whole={whole} />
            </div>
          </>
        )}
      </div>
    </>
  );
}
