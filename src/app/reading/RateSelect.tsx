import { RATES } from "../../store/whole/choices.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";
import { rateWords } from "./rate-words.ts";

/** Frames a second that a reading looks at. */
export function RateSelect() {
  const rate = useSession(({ wholeChoices }) => wholeChoices.framesPerSec);
  const { chooseReading } = useActions();
  const rates = [...new Set<number>([...RATES, rate])].sort((a, b) => b - a);
  return (
    <Select
      label="Reading rate"
      isBare
      value={rate}
      choices={rates.map((value) => ({ value, name: rateWords(value) }))}
      onChoose={(framesPerSec) => chooseReading({ framesPerSec })}
    />
  );
}
