import { selectShownTime } from "../../store/selectors.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { PlayButton } from "../stage/PlayButton.tsx";

/** Play or pause, and the time on show. */
export function Transport() {
  const timeSec = useSession(selectShownTime);
  return (
    <div className="head transport">
      <PlayButton />
      <span className="num">{timeSec === null ? "" : formatMoment(timeSec)}</span>
    </div>
  );
}
