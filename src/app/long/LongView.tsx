// A video that is read whole: the stage over the ribbon of its chunks, then what is being read, what a question costs
// and how it is asked.

import { selectLong } from "../../store/long-selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { LongSettings } from "./LongSettings.tsx";
import { LongStage } from "./LongStage.tsx";
import { Meters } from "./Meters.tsx";
import { ReadingAnnouncer } from "./ReadingAnnouncer.tsx";
import { ReadingLine } from "./ReadingLine.tsx";
import { RereadLine } from "./RereadLine.tsx";
import { Ribbon } from "./Ribbon.tsx";
import { WayRow } from "./WayRow.tsx";

export function LongView() {
  const long = useSession(selectLong);
  if (long === null) return null;
  return (
    <>
      <LongStage key={long.video.id} long={long} />
      <Ribbon />
      <ReadingLine long={long} />
      <RereadLine long={long} />
      <ReadingAnnouncer long={long} />
      <div className="longset">
        <WayRow />
        <Meters long={long} />
        <div className="settings-row wide">
          <LongSettings long={long} />
        </div>
      </div>
    </>
  );
}
