// One column of the next comparison: method, retention, whose frame budget, what these read, where kept tokens stand, and the
// frames and the model that are asked.

import {
  BUDGETS,
  METHOD_CHOICES,
  methodChoice,
  reads,
  takesBudget,
} from "../../engine/catalogue.ts";
import { lookOf } from "../../store/compare/column-request.ts";
import type { ColumnRequest } from "../../store/compare/types.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { BothEnds } from "../ui/BothEnds.tsx";
import { BudgetSelect } from "../ui/BudgetSelect.tsx";
import { focusBeside } from "../ui/focus-beside.ts";
import { Icon } from "../ui/Icon.tsx";
import { SeedInput } from "../ui/SeedInput.tsx";
import { Select } from "../ui/Select.tsx";
import { LookSelects } from "./LookSelects.tsx";

interface Props {
  readonly number: number;
  readonly request: ColumnRequest;
  readonly onChange: (request: ColumnRequest) => void;
  readonly onRemove: () => void;
}

/** Returns the request with another method, and without what that one does not take. */
function withMethod(request: ColumnRequest, id: string): ColumnRequest {
  const choice = METHOD_CHOICES.find((one) => one.id === id);
  if (choice === undefined) return request;
  const { retention, positions, seed, ends, budget } = request;
  const { method, variant } = choice;
  return onlyRead({
    method,
    retention,
    ...(variant !== null && { variant }),
    ...(positions !== undefined && { positions }),
    ...(budget !== undefined && takesBudget(method) && { budget }),
    ...(seed !== undefined && { seed }),
    ...(ends !== undefined && { ends }),
    ...lookOf(request),
  });
}

/** Returns the request without seed and ends where neither its method nor its frame budget reads them. */
function onlyRead(request: ColumnRequest): ColumnRequest {
  const drawn = reads(request, "seed") ? request : without(request, "seed");
  return reads(drawn, "ends") ? drawn : without(drawn, "ends");
}

/** Returns the request without a part. */
function without<Part extends "budget" | "positions" | "seed" | "ends">(
  request: ColumnRequest,
  part: Part,
): Omit<ColumnRequest, Part> {
  const { [part]: _, ...rest } = request;
  return rest;
}

export function ColumnEditor({ number, request, onChange, onRemove }: Props) {
  const { method, modelId } = request;
  // What another model offers is known when it is loaded.
  const offered = useSession((state) => selectModelInfo(state)?.positions) ?? [];
  const hasPositions = modelId === undefined && offered.length > 1;
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
            onChange(
              onlyRead(budget === null ? without(request, "budget") : { ...request, budget }),
            )
          }
        />
      )}
      {reads(request, "seed") && (
        <SeedInput value={request.seed ?? 0} onChange={(seed) => onChange({ ...request, seed })} />
      )}
      {reads(request, "ends") && (
        <BothEnds
          isOn={request.ends !== 0}
          onChange={(isOn) => onChange(isOn ? without(request, "ends") : { ...request, ends: 0 })}
        />
      )}
      {hasPositions && (
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
      <LookSelects request={request} onChange={onChange} />
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
