// What the next comparison loads and opens beside what is open, and the memory that takes, said before it is run.

import { asLoaded, findModel, fitModel } from "../../engine/models.ts";
import { groupsOf, type Look } from "../../store/compare/column-request.ts";
import type { ColumnRequest } from "../../store/compare/types.ts";
import {
  adapterOf,
  machineFor,
  modelName,
  selectModelInfo,
  storedModel,
  storedPrecisions,
} from "../../store/models/selectors.ts";
import type { State } from "../../store/types.ts";
import { useSession } from "../hooks/session.tsx";
import { formatCounted, formatRoughBytes } from "../values/format.ts";

interface Need {
  readonly name: string;
  /** Null where nothing is known of the model before it is loaded. */
  readonly gpuBytes: number | null;
  /** What is against it, or may go wrong. */
  readonly cautions: readonly string[];
}

/** Returns what a look needs, as far as the catalogue knows its model. */
function needOf(look: Look, state: Pick<State, "engine" | "model" | "models" | "choices">): Need {
  const info = selectModelInfo(state);
  const id = look.modelId ?? info?.id ?? "";
  const entry = findModel(id);
  const adapter = adapterOf(state.engine);
  const frames = look.frames ?? state.choices.frames ?? entry?.framesSuggested ?? null;
  const name = `${modelName(id)}, ${frames === null ? "its own frames" : formatCounted(frames, "frame")}`;
  if (entry === null || adapter === null || frames === null) {
    return { name, gpuBytes: null, cautions: [] };
  }
  const { stored, deviceMemoryGb } = state.models;
  const known = info === null ? entry : asLoaded(entry, info);
  const fit = fitModel(known, machineFor(adapter, stored, deviceMemoryGb, id), frames);
  const isInUse = info?.id === id;
  const loaded = storedPrecisions(entry, storedModel(stored, id)).find(
    ({ needs }) => adapter.hasShaderF16 || needs.features.length === 0,
  );
  const precision = isInUse ? info.precision : loaded?.id;
  const one = fit.perPrecision.find(({ precision: { id } }) => id === precision) ?? fit.closest;
  return {
    name,
    gpuBytes: one.memory.gpuBytes,
    cautions: [...one.reasons, ...one.cautions],
  };
}

export function LooksNeeded({ columns }: { readonly columns: readonly ColumnRequest[] }) {
  const engine = useSession(({ engine }) => engine);
  const model = useSession(({ model }) => model);
  const models = useSession(({ models }) => models);
  const choices = useSession(({ choices }) => choices);
  const inUse = selectModelInfo({ model })?.id ?? null;
  const looks = groupsOf(columns.map((request) => ({ request })))
    .map(({ look }) => look)
    .filter(({ modelId, frames }) => modelId !== undefined || frames !== undefined);
  if (looks.length === 0) return null;
  const isAnotherLoaded = looks.some(({ modelId }) => modelId !== undefined);
  return (
    <div className="looks-needed">
      <p>
        {isAnotherLoaded
          ? `Models are loaded one after the other${inUse === null ? "" : `, and ${modelName(inUse)} again at the end`}. Each model and number of frames is first asked with all tokens:`
          : "Each number of frames is decoded once more, and first asked with all tokens:"}
      </p>
      <ul>
        {looks.map((look) => {
          const { name, gpuBytes, cautions } = needOf(look, { engine, model, models, choices });
          return (
            <li key={name}>
              <b>{name}</b>
              {": "}
              {gpuBytes === null
                ? "its memory is known when it is loaded"
                : `about ${formatRoughBytes(gpuBytes)} of GPU memory`}
              {cautions.map((caution) => (
                <small key={caution}>{caution}</small>
              ))}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
