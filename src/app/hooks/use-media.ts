import { useCallback, useSyncExternalStore } from "react";

/** Whether the media query matches. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Phone width: one column, timings as a tab. The style sheets use the same number. */
export const useIsPhone = (): boolean => useMedia("(max-width: 640px)");
