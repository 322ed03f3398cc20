// The one button of a row, or the words that stand in its place.

import { precisionBytes, type EntryPrecision, type ModelEntry } from "../../engine/models.ts";
import { selectRunningDownloadId } from "../../store/models/selectors.ts";
import { formatPercent, formatRoughBytes } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { FolderPicker } from "../ui/FolderPicker.tsx";
import type { RowState } from "./row-state.ts";

interface Props {
  readonly entry: ModelEntry;
  readonly state: RowState;
  readonly precision: EntryPrecision | null;
}

function DownloadButton({ entry, precision }: Omit<Props, "state">) {
  const { downloadModel } = useActions();
  const isBehind = useSession(selectRunningDownloadId) !== null;
  if (precision === null) return null;
  return (
    <button
      type="button"
      className="btn"
      disabled={isBehind}
      onClick={() => void downloadModel(entry.id, precision.id)}
    >
      Download {formatRoughBytes(precisionBytes(precision))}
      <span className="sr">
        {" "}
        for {entry.title}
        {isBehind && ", after the other download"}
      </span>
    </button>
  );
}

export function ModelAction({ entry, state, precision }: Props) {
  const { takeModel } = useActions();
  switch (state.kind) {
    case "in-use":
      return <span className="label">{state.isResting ? "in use, unloaded" : "in use"}</span>;
    case "loading":
      return (
        <span className="label">
          {state.share < 1 ? `loading ${formatPercent(state.share)}` : "starting"}
        </span>
      );
    case "here":
      return (
        <button
          type="button"
          className="btn"
          onClick={() => void takeModel(entry.id, precision?.id)}
        >
          Use<span className="sr"> {entry.title}</span>
        </button>
      );
    case "from-folder":
      return <FolderPicker className="btn">Choose its folder</FolderPicker>;
    case "fetchable":
      return <DownloadButton entry={entry} precision={precision} />;
    case "unknown-gpu":
      return <span className="label">waiting for the GPU</span>;
    case "refused":
      return <span className="label">cannot run here</span>;
    case "download":
      return null;
  }
}
