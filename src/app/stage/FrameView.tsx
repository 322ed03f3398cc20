// The frame on show at the size of the stage: the file itself in a <video> where it is here and the browser plays it,
// else the thumbnail, and over it the tokens as the model got them.

import type { Plan, VideoFacts } from "../../engine/api.ts";
import {
  selectCanPlay,
  selectIsBetween,
  selectPlan,
  selectShownFrame,
  selectShownTime,
} from "../../store/selectors.ts";
import { timesOf, type Look, type OpenVideo } from "../../store/video/state.ts";
import type { StripFrame, VideoFile } from "../../store/video/types.ts";
import { chunkOfFrame } from "../../store/whole/selectors.ts";
import { formatMoment } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { LivePicture } from "./LivePicture.tsx";
import { PictureFrame } from "./PictureFrame.tsx";
import { PlayedFrame } from "./PlayedFrame.tsx";
import { StillFrame } from "./StillFrame.tsx";
import { TokenOverlay } from "./TokenOverlay.tsx";

/** The kept picture of a frame. Of long videos not every frame has one. */
function stillOf(look: Look, shown: number): StripFrame | undefined {
  const { strip } = look;
  if (look.kind === "frames") return strip.find(({ index }) => index === shown);
  // While the first chunk is read there is nothing to select: the newest frame stands for it.
  if (look.chunks.length === 0) return strip.at(-1);
  return strip.findLast(({ index }) => index <= shown) ?? strip[0];
}

function labelOf(look: Look, shown: number, plan: Plan | null): string {
  const frame = `Frame ${shown + 1} at ${formatMoment(timesOf(look)[shown] ?? 0)}`;
  if (look.kind === "frames") {
    const budget = plan?.frames[shown]?.budget;
    const { tokensPerFrame } = look.video;
    return budget === undefined ? frame : `${frame}, ${budget} of ${tokensPerFrame} tokens kept`;
  }
  if (look.chunks.length === 0) return "The first chunk is being read";
  return `${frame}, chunk ${chunkOfFrame(look.chunks, shown).chunk + 1} of ${look.video.chunkCount}`;
}

/** How much a thumbnail's aspect can differ from its frame's by rounding to pixels. */
const ROUNDING = 0.03;

/** Width over height of the frame on show: some recordings are turned in the middle. */
function aspectOf(facts: VideoFacts, still: StripFrame | undefined): number {
  const aspect = facts.width / facts.height;
  if (still === undefined || still.thumbnail.width === 0) return aspect;
  const own = still.thumbnail.width / still.thumbnail.height;
  return Math.abs(own / aspect - 1) > ROUNDING ? own : aspect;
}

/** The stream of a running source while its newest frame is on show; null otherwise. */
function liveStream(look: Look, shown: number): MediaStream | null {
  if (look.kind === "frames" || look.reading.phase !== "reading") return null;
  return shown >= look.timesSec.length - 1 ? (look.live?.stream ?? null) : null;
}

/** The picture that is shown at a moment; undefined where the file is a video. */
const pictureIn = ({ blob }: VideoFile, timeSec = 0): Blob | undefined =>
  blob === null || blob instanceof Blob ? undefined : blob[Math.floor(timeSec)];

export function FrameView({ open }: { readonly open: OpenVideo }) {
  const { file, facts, look } = open;
  const shown = useSession(selectShownFrame);
  const plan = useSession(selectPlan);
  const canPlay = useSession(selectCanPlay);
  const isBetween = useSession(selectIsBetween);
  const shownSec = useSession(selectShownTime);
  const still = stillOf(look, shown);
  const picture = pictureIn(file, timesOf(look)[shown]);
  const now = liveStream(look, shown);
  return (
    <figure
      className="view"
      style={{ "--aspect": aspectOf(facts, still) }}
      aria-label={
        now !== null
          ? `${file.name}, now`
          : isBetween
            ? `The video at ${formatMoment(shownSec ?? 0)}`
            : labelOf(look, shown, plan)
      }
    >
      <div className="screen">
        {now !== null ? (
          <LivePicture stream={now} />
        ) : picture !== undefined ? (
          <PictureFrame picture={picture} />
        ) : file.blob instanceof Blob && canPlay ? (
          <PlayedFrame blob={file.blob} still={still} />
        ) : (
          still !== undefined && <StillFrame frame={still} />
        )}
        {/* Of the picture of now no token has been kept yet. */}
        {!isBetween && now === null && <TokenOverlay look={look} />}
      </div>
    </figure>
  );
}
