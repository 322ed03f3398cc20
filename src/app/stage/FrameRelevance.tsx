import { useMemo } from "react";
import type { ChunkChoice } from "../../engine/api.ts";
import { chunkOfFrame, chunkStart, selectShownChoice } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatClock, formatSigned } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** The lowest bar is still seen. */
const LEAST_SHARE = 0.06;

/** Returns the least and the largest relevance of all frames. */
function endsOf(choice: ChunkChoice | null): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const { frames } of choice?.chunks ?? [])
    for (const value of frames) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

/** Relevance of each frame of the chunk on show; a bar selects its frame. */
export function FrameRelevance(props: { readonly whole: WholeLook; readonly shown: number }) {
  const { whole, shown } = props;
  const choice = useSession(selectShownChoice);
  const { selectFrame, setPlaying } = useActions();
  const [least, most] = useMemo(() => endsOf(choice), [choice]);
  const { chunk, place } = chunkOfFrame(whole.chunks, shown);
  const frames = choice?.chunks[chunk]?.frames;
  if (frames === undefined || choice === null) return null;
  const times = whole.chunks[chunk]?.timesSec ?? [];
  const start = chunkStart(whole.chunks, chunk);
  return (
    <div className="frame-relevance">
      <p>Relevance in this chunk, by frame</p>
      <div className="frame-bars">
        {frames.map((value, index) => (
          <button
            key={times[index] ?? index}
            type="button"
            tabIndex={-1}
            aria-label={`Frame ${start + index + 1}, relevance ${formatSigned(value, 1)}`}
            data-on={index === place ? "" : undefined}
            style={{
              "--share": Math.max(LEAST_SHARE, (value - least) / Math.max(1e-6, most - least)),
            }}
            onClick={() => {
              setPlaying(false);
              selectFrame(start + index);
            }}
          />
        ))}
      </div>
      <p>
        <span>{formatClock(times[0] ?? 0)}</span>
        <span>{formatClock(times.at(-1) ?? 0)}</span>
      </p>
    </div>
  );
}
