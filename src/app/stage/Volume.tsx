import { useActions, useSession } from "../hooks/session.tsx";
import { formatPercent } from "../values/format.ts";
import { Icon } from "../ui/Icon.tsx";

/** Sound on or off, and how loud. */
export function Volume() {
  const volume = useSession(({ volume }) => volume);
  const isMuted = useSession(({ isMuted }) => isMuted);
  const { setVolume, setMuted } = useActions();
  const heard = isMuted ? 0 : volume;
  return (
    <>
      <button
        type="button"
        className="btn plain square"
        aria-label={isMuted ? "Sound on" : "Mute"}
        title={isMuted ? "Sound on (M)" : "Mute (M)"}
        onClick={() => setMuted(!isMuted)}
      >
        <Icon name={isMuted ? "muted" : "sound"} />
      </button>
      <input
        type="range"
        className="volume"
        aria-label="Volume"
        aria-valuetext={formatPercent(heard)}
        min={0}
        max={1}
        step={0.05}
        value={heard}
        onChange={({ currentTarget }) => setVolume(Number(currentTarget.value))}
      />
    </>
  );
}
