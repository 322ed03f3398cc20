import { toPlainError } from "../../base/errors.ts";
import { canPickHandles, pickFiles } from "./pick-video.ts";
import { useActions } from "../hooks/session.tsx";

/** Returns what asks for files and opens them; `orElse` asks where the browser's own dialog cannot. */
export function usePickVideo(): (orElse: () => void) => void {
  const { openFiles, notify } = useActions();
  const pick = async (): Promise<void> => {
    try {
      const picked = await pickFiles();
      if (picked !== null) await openFiles(picked.files, picked.handles);
    } catch (thrown) {
      notify(toPlainError(thrown));
    }
  };
  return (orElse) => {
    if (canPickHandles()) void pick();
    else orElse();
  };
}
