// How much is kept, what that costs, and by which method.

import { WayRow } from "../reading/WayRow.tsx";
import { BudgetSettings } from "./BudgetSettings.tsx";
import { Cost } from "./Cost.tsx";
import { RetentionSlider } from "./RetentionSlider.tsx";
import { SaveChart } from "./SaveChart.tsx";

export function Budget() {
  return (
    <div className="budget">
      <WayRow />
      <RetentionSlider />
      <Cost />
      <div className="settings-row wide">
        <BudgetSettings />
        <span className="grow" />
        <SaveChart />
      </div>
    </div>
  );
}
