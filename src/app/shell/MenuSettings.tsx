import { BudgetSettings } from "../budget/BudgetSettings.tsx";
import { SaveChart } from "../budget/SaveChart.tsx";
import { selectWhole } from "../../store/whole/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { RateSelect } from "../reading/RateSelect.tsx";
import { ReadingSettings } from "../reading/ReadingSettings.tsx";
import { ScorerSelect } from "../reading/ScorerSelect.tsx";

/** What a phone's menu can set and save of the open video. */
export function MenuSettings() {
  const whole = useSession(selectWhole);
  const isInspecting = useInspecting();
  return (
    <>
      {whole === null ? (
        <BudgetSettings />
      ) : (
        <>
          {isInspecting && <ReadingSettings whole={whole} />}
          <div className="settings">
            <RateSelect />
            {isInspecting && <ScorerSelect />}
          </div>
        </>
      )}
      <div className="row">
        <SaveChart words="Save the chart" />
      </div>
    </>
  );
}
