import { useId } from "react";
import { isInside } from "../../engine/catalogue.ts";
import { selectShownCut, selectSurvivors } from "../../store/plan/survivors.ts";
import { selectPlan } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { formatCounted } from "../values/format.ts";

/** Chooses the layer of the language model from which on the tokens over the frame are those that are left. */
export function LayerSwitch() {
  const label = useId();
  const plan = useSession(selectPlan);
  const survivors = useSession(selectSurvivors);
  const cut = useSession(selectShownCut);
  const { setFromLayer } = useActions();
  if (plan === null) return null;
  const choosesLater = isInside(plan.request.method);
  if (survivors.length === 0) {
    if (!choosesLater || plan.kept === plan.total) return null;
    return <p className="label layers">Ask a question to see which tokens stay, layer by layer.</p>;
  }
  const choices = [
    { layer: 0, count: choosesLater ? plan.total : plan.kept },
    ...survivors.map(({ layer, tokens, recycled }) => ({
      layer,
      count: tokens.length + recycled.length,
    })),
  ];
  return (
    <div className="layers">
      <span className="label" id={label}>
        Tokens from layer
      </span>
      <Segmented
        label={{ id: label }}
        value={cut?.layer ?? 0}
        segments={choices.map(({ layer, count }) => ({
          value: layer,
          name: `${layer}`,
          spoken: `${layer}: ${formatCounted(count, "token")}`,
          about: `${formatCounted(count, "token")} from layer ${layer} on`,
        }))}
        onChoose={setFromLayer}
      />
    </div>
  );
}
