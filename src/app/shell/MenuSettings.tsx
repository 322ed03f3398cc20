import { BudgetSettings } from "../budget/BudgetSettings.tsx";
import { SaveChart } from "../budget/SaveChart.tsx";
import { selectWhole } from "../../store/whole/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { RateSelect } from "../reading/RateSelect.tsx";
import { ReadingSettings } from "../reading/ReadingSettings.tsx";
import { ScorerSelect } from "../reading/ScorerSelect.tsx";

/** What a phone's menu can set and save of the open video. */
export function MenuSettings() {
  const whole = useSession(selectWhole);
  return (
    <>
      {whole === null ? (
        <BudgetSettings />
      ) : (
        <>
          <ReadingSettings whole={whole} />
          <div className="settings">
            <RateSelect />
            <ScorerSelect />
          </div>
        </>
      )}
      <div className="row">
        <SaveChart words="Save the chart" />
      </div>
    </>
  );
}
