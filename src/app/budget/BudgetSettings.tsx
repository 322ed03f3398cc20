// Method, how the budget is rounded, where kept tokens stand, and which frames are looked at.

import type { ChangeEvent } from "react";
import { METHOD_CHOICES, methodChoice, takes } from "../../engine/catalogue.ts";
import { useActions, useSession } from "../hooks/session.tsx";
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
  return (
    <label>
      <input
        className="check"
        type="checkbox"
        checked={isExact}
        onChange={({ currentTarget }) => setExactBudget(currentTarget.checked)}
      />
      <span>Exact budget</span>
    </label>
  );
}

function FavorsEnds() {
  const favorsEnds = useSession(({ choices }) => choices.favorsEnds);
  const { setFavorsEnds } = useActions();
  return (
    <label title="Keeps more of the first and the last frame, for questions about how it begins and ends.">
      <input
        className="check"
        type="checkbox"
        checked={favorsEnds}
        onChange={({ currentTarget }) => setFavorsEnds(currentTarget.checked)}
      />
      <span>Both ends</span>
    </label>
  );
}

function Seed() {
  const seed = useSession(({ choices }) => choices.seed);
  const { setSeed } = useActions();
  return (
    <label>
      <span className="label">Seed</span>
      <input
        className="seed"
        type="number"
        min={0}
        step={1}
        value={seed}
        onChange={({ currentTarget }) => {
          if (!Number.isNaN(currentTarget.valueAsNumber)) setSeed(currentTarget.valueAsNumber);
        }}
      />
    </label>
  );
}

export function BudgetSettings() {
  const method = useSession(({ choices }) => choices.method);
  return (
    <div className="settings">
      <MethodSelect />
      {takes(method, "rounding") && <ExactBudget />}
      {takes(method, "seed") && <Seed />}
      {takes(method, "ends") && <FavorsEnds />}
      <PositionsSelect />
      <LookingSettings />
    </div>
  );
}
