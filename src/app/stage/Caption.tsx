import { saidAt } from "../../base/subtitles/parse.ts";
import { selectShownTime, selectSubtitles } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";

/** What is said at the moment on show, under the picture. Its place stays while nothing is said. */
export function Caption() {
  const hasSubtitles = useSession((state) => selectSubtitles(state) !== null);
  const said = useSession((state) => {
    const cues = selectSubtitles(state)?.cues;
    const timeSec = selectShownTime(state);
    return cues === undefined || timeSec === null ? "" : saidAt(cues, timeSec);
  });
  return hasSubtitles ? <p className="caption">{said}</p> : null;
}
