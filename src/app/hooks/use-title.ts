import { useEffect } from "react";
import { useSession } from "./session.tsx";

/** Names the window after the open video. */
export function useTitle(): void {
  const name = useSession(({ video }) => {
    if (video.phase === "open") return video.file.name;
    return video.phase === "opening" ? video.name : null;
  });
  useEffect(() => {
    document.title = name === null ? "Framewise" : `${name} – Framewise`;
  }, [name]);
}
