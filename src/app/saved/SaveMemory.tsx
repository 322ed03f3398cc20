import type { WholeLook } from "../../store/whole/types.ts";
import { formatBytes, formatPercent } from "../values/format.ts";
import { useActions } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

/** Keeps what was read on this computer's disk, for a later visit. */
export function SaveMemory({ whole }: { readonly whole: WholeLook }) {
  const { saveMemory, stopSaving } = useActions();
  const { saving } = whole;
  const isEmpty = whole.chunks.length === 0;
  switch (saving.phase) {
    case "running": {
      const { done, total } = saving.progress ?? { done: 0, total: 0 };
      const share = total > 0 ? done / total : 0;
      return (
        <span className="saving">
          <ProgressBar label="Saving" share={share} />
          <span className="label num">{formatPercent(share)}</span>
          <button type="button" className="btn plain" onClick={stopSaving}>
            Stop saving
          </button>
        </span>
      );
    }
    case "done":
      return (
        <span className="label saved" role="status">
          Saved, {formatBytes(saving.memory.bytes)}
          <span className="sr"> on this disk</span>
        </span>
      );
    case "none":
    case "failed":
      return (
        <span className="saving">
          {saving.phase === "failed" && <ErrorText error={saving.error} />}
          <button
            type="button"
            className="btn"
            disabled={isEmpty}
            onClick={() => void saveMemory()}
          >
            {saving.phase === "failed" ? "Save again" : "Save memory"}
          </button>
        </span>
      );
  }
}
