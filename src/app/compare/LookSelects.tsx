// The model and the number of frames of a column of the next comparison.

import { lookOf, planOf, type Look } from "../../store/compare/column-request.ts";
import { COMPARED_FRAMES } from "../../store/compare/columns.ts";
import type { ColumnRequest } from "../../store/compare/types.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { selectFrameCount } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";
import { formatCounted } from "../values/format.ts";
import { useModelsHere } from "./use-models-here.ts";

const AS_OPEN = 0;

interface Props {
  readonly request: ColumnRequest;
  readonly onChange: (request: ColumnRequest) => void;
}

/** Returns the request with another look; positions stay only where the model does. */
function withLook(request: ColumnRequest, look: Look): ColumnRequest {
  const { positions, ...others } = planOf(request);
  const isSameModel = look.modelId === request.modelId;
  return {
    ...others,
    ...(positions !== undefined && isSameModel && { positions }),
    ...lookOf(look),
  };
}

export function LookSelects({ request, onChange }: Props) {
  const here = useModelsHere();
  const inUse = useSession((state) => selectModelInfo(state)?.id);
  const open = useSession(selectFrameCount);
  const own = useSession(({ choices }) => choices.frames);
  const { modelId, frames } = request;
  const models = modelId === undefined || here.includes(modelId) ? here : [...here, modelId];
  const counts: readonly number[] = COMPARED_FRAMES;
  const isOther = modelId !== undefined && modelId !== inUse;
  return (
    <span className="look">
      <Select
        label="Frames"
        isBare
        value={frames ?? AS_OPEN}
        choices={[
          {
            value: AS_OPEN,
            name:
              isOther && own === null
                ? "its own frames"
                : `${formatCounted(own ?? open, "frame")}, as open`,
          },
          ...[...new Set([...counts, ...(frames === undefined ? [] : [frames])])]
            .toSorted((a, b) => a - b)
            .map((count) => ({ value: count, name: formatCounted(count, "frame") })),
        ]}
        onChoose={(count) =>
          onChange(withLook(request, { modelId, frames: count === AS_OPEN ? undefined : count }))
        }
      />
      {models.length > 1 && (
        <Select
          label="Model"
          isBare
          value={modelId ?? inUse ?? ""}
          choices={models.map((id) => ({
            value: id,
            name: here.includes(id) ? modelName(id) : `${modelName(id)}, not on this computer`,
          }))}
          onChoose={(id) =>
            onChange(withLook(request, { frames, modelId: id === inUse ? undefined : id }))
          }
        />
      )}
    </span>
  );
}
