// What the model is, what it can and cannot talk about, and where another one comes from.

import type { ModelInfo } from "../../engine/api.ts";
import { formatBytes, formatCount } from "../format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "./ErrorText.tsx";
import { FolderPicker } from "./FolderPicker.tsx";
import { ModelLimits } from "./ModelLimits.tsx";

function ModelFacts({ info }: { readonly info: ModelInfo }) {
  const { rows, columns } = info.grid;
  return (
    <dl className="facts">
      <dt>Size</dt>
      <dd>{formatBytes(info.bytes)}</dd>
      <dt>Sees a frame as</dt>
      <dd>
        {info.imageSize} × {info.imageSize} <small>pixels</small>, {rows} × {columns}{" "}
        <small>tokens</small>
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

function LoadingModel() {
  const model = useSession(({ model }) => model);
  if (model.phase !== "loading") return null;
  const { doneBytes, totalBytes, file } = model;
  const share = totalBytes > 0 ? doneBytes / totalBytes : 0;
  return (
    <div className="progress">
      <div className="meter" role="progressbar" aria-label="Model" aria-valuenow={share * 100}>
        <i style={{ "--share": share }} />
      </div>
      <p>
        <b>{formatBytes(doneBytes)}</b> of {formatBytes(totalBytes)}
        <span>{file}</span>
      </p>
    </div>
  );
}

export function ModelCard() {
  const model = useSession(({ model }) => model);
  const { ensureModel } = useActions();
  const info = model.phase === "ready" ? model.info : null;
  return (
    <div className="model-card">
      {model.phase === "idle" && (
        <p>
          The embedded model comes with the page. It loads when a video is opened, or when the page
          has nothing else to do.
        </p>
      )}
      {model.phase === "loading" && <LoadingModel />}
      {model.phase === "failed" && (
        <>
          <ErrorText error={model.error} />
          <button
            type="button"
            className="btn"
            onClick={() => void ensureModel().catch(() => undefined)}
          >
            Load it again
          </button>
        </>
      )}
      {info !== null && <ModelLimits info={info} />}
      {info !== null && <ModelFacts info={info} />}
      <footer>
        <FolderPicker>Use a model from a folder</FolderPicker>
      </footer>
    </div>
  );
}
