// How much is kept, what that costs, and by which method; or which frames are left out.

import { useSession } from "../hooks/session.tsx";
import { WayRow } from "../reading/WayRow.tsx";
import { BudgetSettings } from "./BudgetSettings.tsx";
import { Cost } from "./Cost.tsx";
import { DropFrames } from "./DropFrames.tsx";
import { RetentionSlider } from "./RetentionSlider.tsx";
import { SaveChart } from "./SaveChart.tsx";

export function Budget() {
  const leftOut = useSession(({ leftOut }) => leftOut);
  return (
    <div className="budget">
      <WayRow />
      {leftOut === null ? <RetentionSlider /> : <DropFrames leftOut={leftOut} />}
      <Cost />
      <div className="settings-row wide">
        {leftOut === null && <BudgetSettings />}
        <span className="grow" />
        <SaveChart />
      </div>
    </div>
  );
}
