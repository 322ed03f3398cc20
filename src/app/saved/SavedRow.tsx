import { lazy, Suspense, useCallback, useState } from "react";
import type { SavedMemory } from "../../engine/api.ts";
import { isReadBy } from "../../store/whole/saving.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { formatBytes, formatClock } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { ConfirmDelete } from "../ui/ConfirmDelete.tsx";
import { useFocusBack } from "../ui/use-focus-back.ts";

/** Few rows are looked into. */
const SavedContents = lazy(async () => ({
  default: (await import("./SavedContents.tsx")).SavedContents,
}));

type Asking = "nothing" | "delete" | "model";

/** "10:00, 75 chunks at 1 frame a second, read by the embedded model". */
function factsOf({ facts, frames, chunks, isComplete, model }: SavedMemory): string {
  const read = isComplete ? "" : ", in part";
  return `${formatClock(facts.durationSec)}${read}, ${frames} frames in ${chunks} chunks, read by ${modelName(model.id)}`;
}

function Switch({ memory, onKeep }: { readonly memory: SavedMemory; readonly onKeep: () => void }) {
  const { openSaved, showDialog } = useActions();
  return (
    <Confirm question={`Change to ${modelName(memory.model.id)}?`} no="Not now" onNo={onKeep}>
      <button
        type="button"
        className="btn"
        onClick={() => {
          showDialog("none");
          void openSaved(memory);
        }}
      >
        Change and open<span className="sr"> {memory.name}</span>
      </button>
    </Confirm>
  );
}

export function SavedRow({ memory }: { readonly memory: SavedMemory }) {
  const { openSaved, deleteSaved, showDialog } = useActions();
  const [asking, setAsking] = useState<Asking>("nothing");
  const [isShown, setShown] = useState(false);
  const info = useSession(selectModelInfo);
  const isOthers = info !== null && !isReadBy(memory, info);
  const { name, bytes, savedAtMs } = memory;
  const date = new Date(savedAtMs).toLocaleDateString(undefined, { dateStyle: "medium" });
  const keep = useCallback(() => setAsking("nothing"), []);
  const openButton = useFocusBack(asking === "model");
  const deleteButton = useFocusBack(asking === "delete");
  return (
    <li className="stored">
      <div className="stored-words">
        <b>{name}</b>
        <small>
          {factsOf(memory)}; {formatBytes(bytes)}, saved {date}
        </small>
      </div>
      {asking === "delete" && (
        <ConfirmDelete
          question={`Delete ${formatBytes(bytes)}?`}
          name={name}
          onDelete={() => void deleteSaved(memory.id)}
          onKeep={keep}
        />
      )}
      {asking === "model" && <Switch memory={memory} onKeep={keep} />}
      {asking === "nothing" && (
        <div className="row">
          <button
            type="button"
            className="btn"
            ref={openButton}
            onClick={() => {
              if (isOthers) return setAsking("model");
              showDialog("none");
              void openSaved(memory);
            }}
          >
            Open<span className="sr"> {name}</span>
          </button>
          <button
            type="button"
            className="btn plain"
            aria-expanded={isShown}
            onClick={() => setShown(!isShown)}
          >
            Contents<span className="sr"> of {name}</span>
          </button>
          <button
            type="button"
            className="btn plain"
            ref={deleteButton}
            onClick={() => setAsking("delete")}
          >
            Delete<span className="sr"> {name}</span>
          </button>
        </div>
      )}
      {isShown && (
        <Suspense fallback={null}>
          <SavedContents memory={memory} />
        </Suspense>
      )}
    </li>
  );
}
