import { useEffect } from "react";
import { selectIsAtWork } from "../../store/selectors.ts";
import { useSession } from "./session.tsx";

/** Lets the browser ask before the page is left while something is being done; the browser chooses the words. */
export function useLeaveQuestion(): void {
  const isAtWork = useSession(selectIsAtWork);
  useEffect(() => {
    if (!isAtWork) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isAtWork]);
}
