// The versions of a model: which is proposed, which is here, what each weighs, and why another cannot run here.

import { useId } from "react";
import {
  precisionBytes,
  type EntryPrecision,
  type Fit,
  type ModelEntry,
} from "../../engine/models.ts";
import { formatRoughBytes } from "../values/format.ts";

interface Props {
  readonly entry: ModelEntry;
  readonly fit: Fit | null;
  readonly chosen: EntryPrecision | null;
  readonly here: readonly EntryPrecision[];
  readonly onChoose: (precisionId: string) => void;
}

export function PrecisionChoice({ entry, fit, chosen, here, onChoose }: Props) {
  const name = useId();
  return (
    <fieldset className="versions">
      <legend>Versions</legend>
      {entry.precisions.map((precision) => {
        const { id, title, isExact } = precision;
        const checked = fit?.perPrecision.find((one) => one.precision.id === id);
        const isHere = here.includes(precision);
        const isRefused = checked?.fits === false && !isHere;
        return (
          <label key={id} data-refused={isRefused || undefined}>
            <input
              type="radio"
              name={name}
              checked={chosen?.id === id}
              disabled={isRefused}
              onChange={() => onChoose(id)}
            />
            <span>
              <b>{title}</b> <code>{id}</code>{" "}
              {fit?.precision?.id === id && <i className="tag">proposed</i>}{" "}
              {isHere && <i className="tag">on this disk</i>}{" "}
              {isRefused && <small>{checked.reasons.join(" ")}</small>}
            </span>
            <span className="num">
              {isExact ? "" : "about "}
              {formatRoughBytes(precisionBytes(precision))}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
