// Whether the subtitles beside a video are given to the model with the next question.

import { selectKeptBack, selectLineCount } from "../../store/ask/given-subtitles.ts";
import { selectSubtitles } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Check } from "../ui/Check.tsx";
import { formatCounted } from "../values/format.ts";

export function GivenSubtitles() {
  const isThere = useSession((state) => selectSubtitles(state) !== null);
  const keptBack = useSession(selectKeptBack);
  const lines = useSession(selectLineCount);
  const isOn = useSession(({ givesSubtitles }) => givesSubtitles);
  const { setGivesSubtitles } = useActions();
  if (!isThere) return null;
  if (keptBack !== null) {
    return (
      <span>
        {keptBack === "model"
          ? "This model is not given the subtitles: it cannot read them."
          : "Questions about a whole video are not given the subtitles."}
      </span>
    );
  }
  return (
    <Check
      label={isOn ? `With the subtitles, ${formatCounted(lines, "line")}` : "With the subtitles"}
      isOn={isOn}
      onChange={setGivesSubtitles}
      about="The model is given what is said at the frames that it sees."
    />
  );
}
