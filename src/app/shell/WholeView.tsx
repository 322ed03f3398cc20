// A video that is read whole: the stage over the ribbon of its chunks, then what is being read, what a question costs
// and how it is asked.

import { selectWhole } from "../../store/whole/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { ReadingSettings } from "../reading/ReadingSettings.tsx";
import { WholeStage } from "../ribbon/WholeStage.tsx";
import { Meters } from "../reading/Meters.tsx";
import { ReadingAnnouncer } from "../reading/ReadingAnnouncer.tsx";
import { ReadingLine } from "../reading/ReadingLine.tsx";
import { RereadLine } from "../reading/RereadLine.tsx";
import { Ribbon } from "../ribbon/Ribbon.tsx";
import { WayRow } from "../reading/WayRow.tsx";

export function WholeView() {
  const whole = useSession(selectWhole);
  if (whole === null) return null;
  return (
    <>
      <WholeStage key={whole.video.id} whole={whole} />
      <Ribbon />
      <ReadingLine whole={whole} />
      <RereadLine whole={whole} />
      <ReadingAnnouncer whole={whole} />
      <div className="memory-panel">
        <WayRow />
        <Meters whole={whole} />
        <div className="settings-row wide">
          <ReadingSettings whole={whole} />
        </div>
      </div>
    </>
  );
}
