import { ToggleGroup } from "radix-ui";
import { useId } from "react";
import { isInside } from "../../engine/catalogue.ts";
import { selectShownCut, selectSurvivors } from "../../store/plan/survivors.ts";
import { selectPlan } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCount } from "../values/format.ts";

/** From which of the language model's layers on the tokens over the frame are those that are left. */
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
      <ToggleGroup.Root
        type="single"
        className="segmented"
        aria-labelledby={label}
        value={`${cut?.layer ?? 0}`}
        onValueChange={(value) => {
          // Pressing the one in use gives an empty value: it stays.
          if (value !== "") setFromLayer(Number(value));
        }}
      >
        {choices.map(({ layer, count }) => (
          <ToggleGroup.Item
            key={layer}
            value={`${layer}`}
            aria-label={`${layer}: ${formatCount(count)} tokens`}
            title={`${formatCount(count)} tokens from layer ${layer} on`}
          >
            {layer}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
