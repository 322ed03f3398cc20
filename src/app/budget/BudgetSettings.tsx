// Method, whose frame budget drives it, how that is rounded, where kept tokens stand, and which frames are looked at.

import type { ChangeEvent } from "react";
import { METHOD_CHOICES, methodChoice, reads, takes, takesBudget } from "../../engine/catalogue.ts";
import { planRequestOf } from "../../store/plan/plan-request.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { BothEnds } from "../ui/BothEnds.tsx";
import { BudgetSelect } from "../ui/BudgetSelect.tsx";
import { Check } from "../ui/Check.tsx";
import { SeedInput } from "../ui/SeedInput.tsx";
import { LookingSettings } from "./LookingSettings.tsx";
import { PositionsSelect } from "./PositionsSelect.tsx";

function MethodSelect() {
  const method = useSession(({ choices }) => choices.method);
  const variant = useSession(({ choices }) => choices.variant);
  const { setMethod, setVariant } = useActions();
  const choose = ({ currentTarget }: ChangeEvent<HTMLSelectElement>) => {
    const choice = METHOD_CHOICES.find(({ id }) => id === currentTarget.value);
    if (choice === undefined) return;
    setMethod(choice.method);
    if (choice.variant !== null) setVariant(choice.variant);
  };
  return (
    <label>
      <span className="label">Method</span>
      <span className="select">
        <select value={methodChoice({ method, variant })?.id} onChange={choose}>
          {METHOD_CHOICES.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
}

function ExactBudget() {
  const isExact = useSession(({ choices }) => choices.exactBudget);
  const { setExactBudget } = useActions();
  return <Check label="Exact budget" isOn={isExact} onChange={setExactBudget} />;
}

const ALL_KEPT = "All tokens are kept, so no budget matters.";

/** Whose frame budget drives the method, and what that reads of the reader's choices. */
function FrameBudget() {
  const method = useSession(({ choices }) => choices.method);
  const budget = useSession(({ choices }) => choices.budget);
  const isWhole = useSession(({ choices }) => choices.retention >= 1);
  const { setBudget } = useActions();
  if (!takesBudget(method)) return null;
  return (
    <BudgetSelect
      value={budget}
      isDisabled={isWhole}
      about={isWhole ? ALL_KEPT : undefined}
      onChoose={setBudget}
    />
  );
}

export function BudgetSettings() {
  const choices = useSession(({ choices }) => choices);
  const isInspecting = useInspecting();
  const { setSeed, setFavorsEnds } = useActions();
  const request = planRequestOf(choices);
  return (
    <div className="settings">
      <MethodSelect />
      {isInspecting && (
        <>
          <FrameBudget />
          {takes(choices.method, "rounding") && <ExactBudget />}
          {reads(request, "seed") && <SeedInput value={choices.seed} onChange={setSeed} />}
          {reads(request, "ends") && (
            <BothEnds isOn={choices.favorsEnds} onChange={setFavorsEnds} />
          )}
          <PositionsSelect />
        </>
      )}
      <LookingSettings />
    </div>
  );
}
