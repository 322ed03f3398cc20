// Evaluate: a model asked the questions of a benchmark that lies in a folder of this computer.

import { useEffect } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { EvaluationList } from "./EvaluationList.tsx";
import { EvaluationView } from "./EvaluationView.tsx";
import { Setup } from "./Setup.tsx";

export function Evaluate() {
  const shown = useSession(({ evaluate }) => evaluate.shown);
  const { refreshEvaluations, refreshModels } = useActions();
  useEffect(() => {
    void refreshEvaluations();
    void refreshModels();
  }, [refreshEvaluations, refreshModels]);
  return (
    <div className="evaluate">
      {shown === null ? (
        <>
          <Setup />
          <EvaluationList />
        </>
      ) : (
        <EvaluationView key={shown.head.id} evaluation={shown} />
      )}
    </div>
  );
}
