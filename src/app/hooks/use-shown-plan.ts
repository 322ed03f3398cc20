import { useMemo } from "react";
import type { Plan } from "../../engine/api.ts";
import { planAfterCut } from "../../engine/catalogue.ts";
import { selectShownCut } from "../../store/plan/survivors.ts";
import { selectPlan } from "../../store/selectors.ts";
import { useSession } from "./session.tsx";

/** The plan on show; of a method inside the language model, as it is from the layer on show on. */
export function useShownPlan(): Plan | null {
  const plan = useSession(selectPlan);
  const cut = useSession(selectShownCut);
  return useMemo(
    () => (plan === null || cut === null ? plan : planAfterCut(plan, cut)),
    [plan, cut],
  );
}
