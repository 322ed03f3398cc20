// The memories that earlier visits saved on this disk.

import { lazy, Suspense, useEffect } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { SavedRow } from "./SavedRow.tsx";

/** Few memories come out of files. */
const ImportMemory = lazy(async () => ({
  default: (await import("./ImportMemory.tsx")).ImportMemory,
}));

/** `isQuiet` hides that a disk cannot be read, where the page offers other ways in. */
export function SavedList({ isQuiet = false }: { readonly isQuiet?: boolean }) {
  const saved = useSession(({ saved }) => saved);
  const isImporting = useSession(({ importing }) => importing !== null);
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
  const memories = saved.phase === "ready" ? saved.memories : [];
  if (memories.length === 0 && isQuiet && !isImporting) return null;
  return (
    <section className="saved-memories" aria-label="Saved memories">
      {memories.length > 0 && <p>Videos that were read before. They can be asked at once.</p>}
      <ul>
        {memories.map((memory) => (
          <SavedRow key={memory.id} memory={memory} />
        ))}
      </ul>
      {(!isQuiet || isImporting) && (
        <Suspense fallback={null}>
          <ImportMemory />
        </Suspense>
      )}
    </section>
  );
}
