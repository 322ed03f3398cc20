import { SCORER_IDS, SCORERS } from "../../engine/catalogue.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";

const CHOICES = SCORER_IDS.map((value) => ({ value, name: SCORERS[value].name }));

/** The choice of what decides which tokens of a chunk are kept. */
export function ScorerSelect() {
  const scorer = useSession(({ wholeChoices }) => wholeChoices.scorer);
  const { chooseReading } = useActions();
  return (
    <Select
      label="Keep tokens"
      isBare
      value={scorer}
      choices={CHOICES}
      onChoose={(chosen) => chooseReading({ scorer: chosen })}
    />
  );
}
