// Whether the subtitles beside a video are given to the model with the next question.

import { selectIsKeptBack, selectLineCount } from "../../store/ask/given-subtitles.ts";
import { selectSubtitles } from "../../store/selectors.ts";
import { selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Check } from "../ui/Check.tsx";
import { formatCounted } from "../values/format.ts";

export function GivenSubtitles() {
  const isThere = useSession((state) => selectSubtitles(state) !== null);
  const isKeptBack = useSession(selectIsKeptBack);
  const isWhole = useSession(selectWhole) !== null;
  const lines = useSession(selectLineCount);
  const isOn = useSession(({ givesSubtitles }) => givesSubtitles);
  const { setGivesSubtitles } = useActions();
  if (!isThere) return null;
  if (isKeptBack) return <span>This model is not given the subtitles: it cannot read them.</span>;
  return (
    <Check
      label={
        isOn && !isWhole
          ? `With the subtitles, ${formatCounted(lines, "line")}`
          : "With the subtitles"
      }
      isOn={isOn}
      onChange={setGivesSubtitles}
      about={
        isWhole
          ? "The model is given what is said in the parts that a question looks at in detail."
          : "The model is given what is said at the frames that it sees."
      }
    />
  );
}
