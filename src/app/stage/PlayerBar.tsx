// Under the picture: play, the time, speed, sound and full screen.

import {
  selectCanPlay,
  selectFacts,
  selectIsBetween,
  selectShownTime,
} from "../../store/selectors.ts";
import { isLive } from "../../engine/catalogue.ts";
import { isPictures } from "../../store/video/state.ts";
import { SPEEDS } from "../../store/video/player.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";
import { formatClock, formatMoment } from "../values/format.ts";
import { FullScreenButton } from "./FullScreen.tsx";
import { PlayButton } from "./PlayButton.tsx";
import { RangeButton } from "./RangeButton.tsx";
import { SubtitlesButton } from "./SubtitlesButton.tsx";
import { Volume } from "./Volume.tsx";

const SPEED_CHOICES = SPEEDS.map((value) => ({ value, name: `${value} ×` }));

function Time() {
  const timeSec = useSession(selectShownTime);
  const facts = useSession(selectFacts);
  const isBetween = useSession(selectIsBetween);
  const selected = useSession(({ selected }) => selected);
  if (timeSec === null || facts === null) return null;
  if (isPictures(facts)) {
    return (
      <p className="num">
        Picture {Math.floor(timeSec) + 1} <span>of {facts.frameCount}</span>
      </p>
    );
  }
  return (
    <p className="num">
      {formatMoment(timeSec)} <span>of {formatClock(facts.startSec + facts.durationSec)}</span>
      {isBetween && (
        <small>
          not looked at<span className="wide">; frame {selected + 1} is the nearest</span>
        </small>
      )}
    </p>
  );
}

export function PlayerBar() {
  const canPlay = useSession(selectCanPlay);
  const speed = useSession(({ speed }) => speed);
  // What was read as it happened has no file that could be played.
  const isRead = useSession((state) => {
    const facts = selectFacts(state);
    return facts !== null && isLive(facts);
  });
  const { setSpeed } = useActions();
  return (
    <div className="player-bar">
      {!isRead && <PlayButton />}
      <Time />
      {canPlay && (
        <>
          <Select label="Speed" isBare value={speed} choices={SPEED_CHOICES} onChoose={setSpeed} />
          <Volume />
        </>
      )}
      <SubtitlesButton />
      <RangeButton />
      <FullScreenButton />
    </div>
  );
}
