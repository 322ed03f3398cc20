// One column of the next comparison: method, retention, whose frame budget, and where kept tokens stand.

import type { PlanRequest } from "../../engine/api.ts";
import {
  BUDGETS,
  METHOD_CHOICES,
  methodChoice,
  takes,
  takesBudget,
} from "../../engine/catalogue.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { BudgetSelect } from "../ui/BudgetSelect.tsx";
import { focusBeside } from "../ui/focus-beside.ts";
import { Icon } from "../ui/Icon.tsx";
import { Select } from "../ui/Select.tsx";

interface Props {
  readonly number: number;
  readonly request: PlanRequest;
  readonly onChange: (request: PlanRequest) => void;
  readonly onRemove: () => void;
}

/** Returns the request with another method, and without what that one does not take. */
function withMethod(request: PlanRequest, id: string): PlanRequest {
  const choice = METHOD_CHOICES.find((one) => one.id === id);
  if (choice === undefined) return request;
  const { retention, positions, seed, ends, budget } = request;
  const { method, variant } = choice;
  return {
    method,
    retention,
    ...(variant !== null && { variant }),
    ...(positions !== undefined && { positions }),
    ...(budget !== undefined && takesBudget(method) && { budget }),
    ...(seed !== undefined && takes(method, "seed") && { seed }),
    ...(ends !== undefined && takes(method, "ends") && { ends }),
  };
}

/** Returns the request without a part. */
function without<Part extends "budget" | "positions">(
  request: PlanRequest,
  part: Part,
): Omit<PlanRequest, Part> {
  const { [part]: _, ...rest } = request;
  return rest;
}

export function ColumnEditor({ number, request, onChange, onRemove }: Props) {
  const offered = useSession((state) => selectModelInfo(state)?.positions) ?? [];
  const { method } = request;
  return (
    <fieldset className="column-editor" aria-label={`Column ${number}`}>
      <span className="number" aria-hidden="true">
        {number}
      </span>
      <Select
        label="Method"
        isBare
        value={methodChoice(request)?.id ?? method}
        choices={METHOD_CHOICES.map(({ id, name }) => ({ value: id, name }))}
        onChoose={(id) => onChange(withMethod(request, id))}
      />
      <label className="share">
        <span className="sr">Retention, percent</span>
        <input
          type="number"
          min={1}
          max={100}
          value={Math.round(request.retention * 1_000) / 10}
          onChange={({ currentTarget: { valueAsNumber: percent } }) => {
            if (percent > 0 && percent <= 100) onChange({ ...request, retention: percent / 100 });
          }}
        />
        <span aria-hidden="true">%</span>
      </label>
      {takesBudget(method) && (
        <BudgetSelect
          value={BUDGETS.find((one) => one === request.budget) ?? null}
          onChoose={(budget) =>
            onChange(budget === null ? without(request, "budget") : { ...request, budget })
          }
        />
      )}
      {offered.length > 1 && (
        <Select
          label="Positions"
          isBare
          value={request.positions ?? offered[0] ?? "original"}
          choices={offered.map((value) => ({ value, name: value }))}
          onChoose={(positions) =>
            onChange(
              positions === offered[0] ? without(request, "positions") : { ...request, positions },
            )
          }
        />
      )}
      <button
        type="button"
        className="btn plain square"
        aria-label={`Remove column ${number}`}
        onClick={({ currentTarget }) => {
          // The next column takes this one's place, its buttons included; behind the last there is none.
          if (currentTarget.closest("li")?.nextElementSibling === null) focusBeside(currentTarget);
          onRemove();
        }}
      >
        <Icon name="close" />
      </button>
    </fieldset>
  );
}
