import type { ComparedVideo } from "../../store/compare/types.ts";
import { selectOpenVideo } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";

/** Whether a comparison's video is the one that is open. */
export function useIsAboutOpenVideo({ fileKey }: ComparedVideo): boolean {
  return useSession((state) => {
    const open = selectOpenVideo(state);
    return open?.look.kind === "frames" && open.file.key === fileKey;
  });
}
