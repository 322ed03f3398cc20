// The memories that earlier visits saved on this disk.

import { useEffect } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { SavedRow } from "./SavedRow.tsx";

/** `isQuiet` hides that a disk cannot be read, where the page offers other ways in. */
export function SavedList({ isQuiet = false }: { readonly isQuiet?: boolean }) {
  const saved = useSession(({ saved }) => saved);
  const { refreshSaved } = useActions();
  // The page lists them by itself when it is idle; a dialog cannot wait for that.
  const isUnknown = saved.phase === "unknown" && !isQuiet;
  useEffect(() => {
    if (isUnknown) void refreshSaved();
  }, [isUnknown, refreshSaved]);
  if (saved.phase === "failed") {
    if (isQuiet) return null;
    return (
      <section className="saved-memories" aria-label="Saved memories">
        <ErrorText error={saved.error} />
        <button type="button" className="btn" onClick={() => void refreshSaved()}>
          Look again
        </button>
      </section>
    );
  }
  if (saved.phase === "unknown" || saved.memories.length === 0) return null;
  return (
    <section className="saved-memories" aria-label="Saved memories">
      <p>Videos that were read before. They can be asked at once.</p>
      <ul>
        {saved.memories.map((memory) => (
          <SavedRow key={memory.id} memory={memory} />
        ))}
      </ul>
    </section>
  );
}
