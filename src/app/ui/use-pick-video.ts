import { toPlainError } from "../../base/errors.ts";
import { canPickHandles, pickVideo } from "./pick-video.ts";
import { useActions } from "../hooks/session.tsx";

/** Returns what asks for a video and opens it; `orElse` asks where the browser's own dialog cannot. */
export function usePickVideo(): (orElse: () => void) => void {
  const { openFile, notify } = useActions();
  const pick = async (): Promise<void> => {
    try {
      const picked = await pickVideo();
      if (picked !== null) await openFile(picked.file, picked.file.name, picked.handle);
    } catch (thrown) {
      notify(toPlainError(thrown));
    }
  };
  return (orElse) => {
    if (canPickHandles()) void pick();
    else orElse();
  };
}
