// The comparison: the next one to set up, or one of those that were made, which stay beside each other.

import { selectComparison } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { ComparisonList } from "./ComparisonList.tsx";
import { ComparisonView } from "./ComparisonView.tsx";
import { MeasuredNote } from "./MeasuredNote.tsx";
import { ToEvaluate } from "./ToEvaluate.tsx";
import { Setup } from "./Setup.tsx";
import "./styles.css";

export function Compare() {
  const comparison = useSession(selectComparison);
  return (
    <div className="scroll compare">
      <ComparisonList />
      {comparison === null ? (
        <Setup />
      ) : (
        <ComparisonView key={comparison.id} comparison={comparison} />
      )}
      <ToEvaluate />
      <MeasuredNote />
    </div>
  );
}
