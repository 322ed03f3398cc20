import { MEMORY_ENDING } from "../../engine/catalogue.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { PickButton } from "../ui/PickButton.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

/** Takes a memory out of a file. Dropped on the page, or chosen as a video is, it comes in too. */
export function ImportMemory() {
  const importing = useSession(({ importing }) => importing);
  const { importMemory, stopImport } = useActions();
  if (importing === null) {
    return (
      <PickButton
        className="btn"
        label="Memory file"
        accept={MEMORY_ENDING}
        onPick={([file]) => file !== undefined && void importMemory(file)}
      >
        Import a memory
      </PickButton>
    );
  }
  const { done, total } = importing.progress ?? { done: 0, total: 0 };
  const share = total > 0 ? done / total : 0;
  return (
    <div className="saving">
      <span className="label">Importing {importing.name}</span>
      <ProgressBar label="Importing" share={share} />
      <button type="button" className="btn plain" onClick={() => void stopImport()}>
        Stop importing
      </button>
    </div>
  );
}
