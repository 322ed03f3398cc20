import type { WholeLook } from "../../store/whole/types.ts";
import { useSlowly } from "../hooks/use-slowly.ts";
import { formatClock } from "../values/format.ts";

/** Seldom enough that it is heard as news. */
const EVERY_MS = 15_000;
const STEPS = 4;

function newsOf({ reading, timesSec, video }: WholeLook): string {
  const at = formatClock(timesSec.at(-1) ?? 0);
  switch (reading.phase) {
    case "reading": {
      if (reading.from === "live")
        return timesSec.length === 0 ? "" : "The first chunk can be asked about.";
      if (timesSec.length === 0) return "The video is being read.";
      const quarter = Math.floor((STEPS * timesSec.length) / Math.max(1, video.timesSec.length));
      return quarter === 0
        ? "The first chunk can be asked about."
        : `${(quarter * 100) / STEPS} percent read.`;
    }
    case "paused":
      return `Reading paused at ${at}.`;
    case "stopped":
      return `Reading stopped at ${at}.`;
    case "ended":
      return `The file ended early, at ${at}.`;
    case "done":
      return video.isLive ? `The live reading ended at ${at}.` : "The whole video has been read.";
    case "failed":
      // Its own alert says it.
      return "";
  }
}

/** Tells screen readers how far the reading is: at quarters, and when it ends. */
export function ReadingAnnouncer({ whole }: { readonly whole: WholeLook }) {
  const isReading = whole.reading.phase === "reading";
  const news = useSlowly(newsOf(whole), isReading ? EVERY_MS : 200);
  return (
    <p className="sr" aria-live="polite">
      {news}
    </p>
  );
}
