import { RATES } from "../../store/whole/choices.ts";
import { selectFramesWanted } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { rateWords } from "./rate-words.ts";

interface Props {
  /** Whether fewer frames would help: the model can read videos whole, and this one is too much for it. */
  readonly isTooMuch: boolean;
}

/** Ways on for a video that could not be read whole as it was chosen. */
export function OtherReadings({ isTooMuch }: Props) {
  const rate = useSession(({ wholeChoices }) => wholeChoices.framesPerSec);
  const frames = useSession(selectFramesWanted);
  const { chooseReading, readAgain, setWay } = useActions();
  const lower = isTooMuch ? RATES.find((one) => one < rate) : undefined;
  return (
    <>
      {lower !== undefined && (
        <button
          type="button"
          className="btn"
          onClick={() => {
            chooseReading({ framesPerSec: lower });
            void readAgain();
          }}
        >
          Read at {rateWords(lower)}
        </button>
      )}
      <button type="button" className="btn" onClick={() => void setWay("frames")}>
        Look at {frames} frames
      </button>
    </>
  );
}
