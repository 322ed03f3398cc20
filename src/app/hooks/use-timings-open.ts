// Whether the timings are open: what the reader last chose, else whether the window is high enough for them.

import { useActions, useSession } from "./session.tsx";
import { useMedia } from "./use-media.ts";

export function useTimingsOpen(): [isOpen: boolean, setOpen: (isOpen: boolean) => void] {
  const chosen = useSession(({ timingsOpen }) => timingsOpen);
  const isLow = useMedia("(max-height: 820px)");
  const { setTimingsOpen } = useActions();
  return [chosen ?? !isLow, setTimingsOpen];
}
