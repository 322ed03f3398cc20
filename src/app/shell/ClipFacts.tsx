import type { VideoFacts } from "../../engine/api.ts";
import { isPictures, type VideoState } from "../../store/video/state.ts";
import { formatClock } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";

/** "30", and of less than ten "0.5" or "7.5". */
const formatRate = (fps: number): string =>
  `${fps < 9.95 ? Number(fps.toPrecision(2)) : Math.round(fps)}`;

/** "0:32, 1280 × 720, 30 fps"; the rate only when the file says how many frames it holds. */
export function factsLine(facts: VideoFacts): string {
  const { durationSec, width, height, frameCount, codec } = facts;
  const size = `${width} × ${height}`;
  if (isPictures(facts)) {
    const count = frameCount ?? 0;
    return [count === 1 ? codec : `${count} pictures, ${codec}`, size].join(", ");
  }
  const parts = [formatClock(durationSec), size];
  if (frameCount !== null && durationSec > 0) {
    parts.push(`${formatRate(frameCount / durationSec)} fps`);
  }
  return parts.join(", ");
}

function nameAndFacts(video: VideoState): { name: string | null; facts: string } {
  switch (video.phase) {
    case "none":
      return { name: null, facts: "No video open" };
    case "opening":
      return { name: video.name, facts: video.facts === null ? "opening" : factsLine(video.facts) };
    case "failed":
      return { name: video.name, facts: "was not opened" };
    case "open":
      return { name: video.file.name, facts: factsLine(video.facts) };
  }
}

/** Name and measures of the open video. */
export function ClipFacts({ className = "clip wide" }: { readonly className?: string }) {
  const video = useSession(({ video }) => video);
  const { name, facts } = nameAndFacts(video);
  return (
    <p className={className}>
      {name !== null && <b>{name}</b>}
      <span>{facts}</span>
    </p>
  );
}
