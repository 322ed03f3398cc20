// One model on this disk: how much, since when, and whether it is still what arrived.

import { useCallback, useState } from "react";
import { findModel, type StoredModel } from "../../engine/models.ts";
import { damagedPrecision, modelName, selectModelInfo } from "../../store/models/selectors.ts";
import type { CheckState } from "../../store/models/types.ts";
import { formatBytes, formatPercent } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ConfirmDelete } from "../ui/ConfirmDelete.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { useFocusBack } from "../ui/use-focus-back.ts";
import { DownloadView } from "./DownloadView.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

function CheckResult({
  stored,
  check,
}: {
  readonly stored: StoredModel;
  readonly check: CheckState;
}) {
  const { downloadModel, stopCheck } = useActions();
  switch (check.phase) {
    case "running": {
      const { doneBytes = 0, totalBytes = 0 } = check.progress ?? {};
      const share = totalBytes > 0 ? doneBytes / totalBytes : 0;
      return (
        <div className="check-result">
          <ProgressBar label={`Check of ${modelName(stored.repo)}`} share={share} />
          <p className="label">
            Reading every byte again, {formatPercent(share)}.{" "}
            <button type="button" className="link" onClick={() => stopCheck(stored.repo)}>
              Stop
            </button>
          </p>
        </div>
      );
    }
    case "good":
      return (
        <p className="check-result good" role="status">
          All {stored.files.length} files are intact.
        </p>
      );
    case "bad": {
      const entry = findModel(stored.repo);
      const precision = entry === null ? null : damagedPrecision(entry, stored, check.paths);
      return (
        <div className="check-result" role="alert">
          <p className="error-text">
            {check.paths.length === 1 ? "One file is" : `${check.paths.length} files are`} damaged:{" "}
            {check.paths.join(", ")}.
          </p>
          {precision !== null && (
            <button
              type="button"
              className="btn"
              onClick={() => void downloadModel(stored.repo, precision.id)}
            >
              Fetch the damaged parts
            </button>
          )}
        </div>
      );
    }
    case "failed":
      return <ErrorText error={check.error} />;
  }
}

function DeleteButtons({ stored }: { readonly stored: StoredModel }) {
  const { deleteModel } = useActions();
  const isUsed = useSession(selectModelInfo)?.id === stored.repo;
  const [isAsking, setAsking] = useState(false);
  const button = useFocusBack(isAsking);
  const keep = useCallback(() => setAsking(false), []);
  const name = modelName(stored.repo);
  if (!isAsking) {
    return (
      <button type="button" className="btn plain" ref={button} onClick={() => setAsking(true)}>
        Delete<span className="sr"> {name}</span>
      </button>
    );
  }
  return (
    <ConfirmDelete
      question={`Delete ${formatBytes(stored.doneBytes)}?${isUsed ? " The embedded model takes its place." : ""}`}
      name={name}
      onDelete={() => void deleteModel(stored.repo)}
      onKeep={keep}
    />
  );
}

export function StoredRow({ stored }: { readonly stored: StoredModel }) {
  const { checkModel } = useActions();
  const check = useSession(({ models }) => models.checks[stored.repo]);
  const download = useSession(({ models }) => models.downloads[stored.repo]);
  const { repo, commit, bytes, doneBytes, addedAtMs, isComplete, isKept } = stored;
  const name = modelName(repo);
  const entry = findModel(repo);
  return (
    <li className="stored">
      <div className="stored-words">
        <b>{name}</b>
        <small>
          {isComplete ? formatBytes(bytes) : `${formatBytes(doneBytes)} of ${formatBytes(bytes)}`},{" "}
          {isComplete ? "since" : "unfinished since"}{" "}
          {new Date(addedAtMs).toLocaleDateString(undefined, { dateStyle: "medium" })}
          {commit !== "" && <>, commit {commit.slice(0, 7)}</>}
        </small>
        {!isKept && (
          <small className="refusal">In memory only: it is lost when this page is closed.</small>
        )}
      </div>
      {download === undefined && (
        <div className="row">
          <button
            type="button"
            className="btn plain"
            disabled={check?.phase === "running"}
            onClick={() => void checkModel(repo)}
          >
            Check<span className="sr"> {name}</span>
          </button>
          <DeleteButtons stored={stored} />
        </div>
      )}
      {download === undefined && check !== undefined && (
        <CheckResult stored={stored} check={check} />
      )}
      {download !== undefined && entry !== null && (
        <div className="stored-download">
          <DownloadView entry={entry} download={download} />
        </div>
      )}
    </li>
  );
}
