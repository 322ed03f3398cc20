// One download: one bar over all files, what has arrived, how fast, how long still, and its three buttons.

import type { DownloadProgress, ModelEntry } from "../../engine/models.ts";
import { downloadShare, selectRunningDownloadId } from "../../store/models/selectors.ts";
import type { DownloadState } from "../../store/models/types.ts";
import { formatBytes, formatPercent, formatRemaining } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

function phaseWords(progress: DownloadProgress | null): string {
  switch (progress?.phase) {
    case undefined:
    case "asking":
      return "Asking the hub for its files.";
    case "waiting-for-tab":
      return "Another tab is fetching this model; this one waits for it.";
    case "checking":
      return "Checking what is on this disk.";
    case "retrying":
      return `The connection broke. Trying again, attempt ${progress.attempt}.`;
    case "downloading":
      return "Downloading. You can go on with the model in use.";
  }
}

function stateWords(download: DownloadState): string {
  if (download.phase === "running") return phaseWords(download.progress);
  return download.phase === "paused" ? "Paused." : "Stopped.";
}

interface Props {
  readonly entry: ModelEntry;
  readonly download: DownloadState;
}

function Bar({ entry, download }: Props) {
  const share = downloadShare(download);
  const progress = download.phase === "running" ? download.progress : null;
  const { doneBytes = 0, totalBytes = 0 } =
    download.phase === "running" ? (progress ?? {}) : download;
  return (
    <>
      <ProgressBar
        label={`Download of ${entry.title}`}
        share={share}
        words={`${Math.floor(share * 100)} percent`}
      />
      <p className="download-figures">
        <span>
          <b>{formatBytes(doneBytes)}</b>
          {totalBytes > 0 && <> of {formatBytes(totalBytes)}</>}
        </span>
        {progress !== null && progress.bytesPerSec > 0 && (
          <span>{formatBytes(Math.round(progress.bytesPerSec))}/s</span>
        )}
        {progress !== null && progress.secondsLeft !== null && (
          <span>{formatRemaining(progress.secondsLeft)} left</span>
        )}
      </p>
      {progress !== null && progress.file !== "" && <p className="file">{progress.file}</p>}
    </>
  );
}

function Buttons({ entry, download }: Props) {
  const { downloadModel, pauseDownload, cancelDownload } = useActions();
  const runningId = useSession(selectRunningDownloadId);
  const { id, title } = entry;
  const isRunning = download.phase === "running";
  const isBehind = runningId !== null && runningId !== id;
  return (
    <div className="row">
      {isRunning ? (
        <button type="button" className="btn" onClick={() => pauseDownload(id)}>
          Pause<span className="sr"> the download of {title}</span>
        </button>
      ) : (
        <button
          type="button"
          className="btn"
          disabled={isBehind}
          onClick={() => void downloadModel(id, download.precisionId)}
        >
          {download.phase === "failed" ? "Try again" : "Resume"}
          <span className="sr"> the download of {title}</span>
        </button>
      )}
      <button type="button" className="btn plain" onClick={() => void cancelDownload(id)}>
        {isRunning ? "Cancel" : "Discard"}
        <span className="sr"> the download of {title}</span>
      </button>
      {isBehind && <span className="label">One download at a time.</span>}
    </div>
  );
}

export function DownloadView({ entry, download }: Props) {
  const share = downloadShare(download);
  return (
    <div className="download">
      <p className="download-state">
        <span role="status">{stateWords(download)}</span>
        <b className="num">{formatPercent(Math.floor(share * 100) / 100)}</b>
      </p>
      <Bar entry={entry} download={download} />
      {download.phase === "failed" ? (
        <ErrorText error={download.error} />
      ) : (
        <p className="label">
          What has arrived is kept. If you close this page, the download continues from here next
          time.
        </p>
      )}
      <Buttons entry={entry} download={download} />
    </div>
  );
}
