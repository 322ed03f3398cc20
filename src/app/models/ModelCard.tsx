// What the model in use can and cannot talk about, and its measures.

import type { ModelInfo } from "../../engine/api.ts";
import { formatBytes, formatCount } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { CompiledAhead } from "./CompiledAhead.tsx";
import { GraphRewrites } from "./GraphRewrites.tsx";
import { ModelLimits } from "./ModelLimits.tsx";

function ModelFacts({ info }: { readonly info: ModelInfo }) {
  const { rows, columns } = info.grid;
  return (
    <dl className="facts">
      <dt>Size</dt>
      <dd>
        {formatBytes(info.bytes)}, <small>as {info.precision}</small>
      </dd>
      <dt>Sees a frame as</dt>
      <dd>
        {info.imageSize} <small>pixels across,</small> {rows} × {columns} <small>tokens</small>
      </dd>
      <dt>Context</dt>
      <dd>
        {formatCount(info.maxPositions)} <small>tokens</small>
      </dd>
      <dt>KV cache</dt>
      <dd>
        {formatBytes(info.kvBytesPerToken)} <small>a token</small>
      </dd>
    </dl>
  );
}

/** `hasFacts`: its measures too, for a model of which nothing else is known. */
export function ModelInUse({ hasFacts = false }: { readonly hasFacts?: boolean }) {
  const info = useSession(({ model }) =>
    model.phase === "ready" || model.phase === "unloaded" ? model.info : null,
  );
  if (info === null) return null;
  return (
    <div className="model-card">
      <ModelLimits info={info} />
      {hasFacts && <ModelFacts info={info} />}
      <CompiledAhead ahead={info.ahead} />
      <GraphRewrites rewrites={info.rewrites} uncut={info.uncut} />
    </div>
  );
}
