// Says what was compiled for a model while its weights were on their way.

import type { ModelInfo } from "../../engine/api.ts";
import { formatCount } from "../values/format.ts";

/** Renders nothing where nothing was, and nothing went wrong. */
export function CompiledAhead({ ahead }: Pick<ModelInfo, "ahead">) {
  if (ahead === null || (ahead.pipelines === 0 && ahead.fault === null)) return null;
  const { pipelines, fault } = ahead;
  return (
    <p className="label">
      {pipelines > 0 &&
        `${formatCount(pipelines)} ${pipelines === 1 ? "pipeline was" : "pipelines were"} compiled while its weights were fetched. `}
      {fault !== null && `The rest was left to its first run: ${fault}`}
    </p>
  );
}
