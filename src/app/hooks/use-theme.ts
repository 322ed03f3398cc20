// Writes the chosen theme on the root element, where the tokens read it.

import { useEffect } from "react";
import { useActions, useSession } from "./session.tsx";
import { useMedia } from "./use-media.ts";

/** The theme on show, and the switch to the other one. */
export function useTheme(): { readonly isDark: boolean; readonly toggle: () => void } {
  const theme = useSession(({ theme }) => theme);
  const systemIsDark = useMedia("(prefers-color-scheme: dark)");
  const { setTheme } = useActions();
  const isDark = theme === "system" ? systemIsDark : theme === "dark";
  return { isDark, toggle: () => setTheme(isDark ? "light" : "dark") };
}

/** Writes the theme; used once, at the top of the page. */
export function useThemeOnRoot(): void {
  const theme = useSession(({ theme }) => theme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}
