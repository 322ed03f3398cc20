// The start: the page is a drop zone, with samples that say what each is good for, and the way back to what is open.

import { memoryOf, type NoVideo, type OpenVideo } from "../../store/video/state.ts";
import type { Sample } from "../../store/video/types.ts";
import { formatClock } from "../values/format.ts";
import { selectFileToChoose, selectRecentToChoose } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { FilePicker } from "../ui/FilePicker.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Part } from "../ui/Part.tsx";
import { RecentList, SavedList } from "./parts.ts";

function SampleButton({ sample }: { readonly sample: Sample }) {
  const { openSample } = useActions();
  const middle = Math.max(0, sample.durationSec * 0.45).toFixed(2);
  return (
    <button type="button" className="sample" onClick={() => void openSample(sample)}>
      {/* The clip's own middle frame is its poster; drawn clips have no sound to caption. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        src={`./samples/${sample.file}#t=${middle}`}
        preload="metadata"
        muted
        playsInline
        tabIndex={-1}
        aria-hidden="true"
      />
      <b>
        {sample.title} <span>{formatClock(sample.durationSec)}</span>
      </b>
      <small>{sample.about}</small>
    </button>
  );
}

function Samples() {
  const samples = useSession(({ samples }) => samples);
  if (samples.phase === "loading") return null;
  if (samples.phase === "failed") return <p className="label">{samples.error.message}</p>;
  return (
    <section className="samples" aria-label="Samples">
      <p>
        Or start with a sample. The embedded model was trained on drawn clips like these and knows
        only their world.
      </p>
      <div className="sample-list">
        {samples.samples.map((sample) => (
          <SampleButton key={sample.file} sample={sample} />
        ))}
      </div>
    </section>
  );
}

/** The way back to the video that was open when the reader came here. */
function WayBack({ video }: { readonly video: OpenVideo }) {
  const { stopOpening } = useActions();
  const isReading = memoryOf(video)?.reading.phase === "reading";
  return (
    <div className="way-back">
      <p>
        <b>{video.file.name}</b> is still open{isReading && ", and is being read"}.
      </p>
      <button type="button" className="btn" onClick={stopOpening}>
        Back to it
      </button>
    </div>
  );
}

/** What was open before a reload, where its file has to be chosen again. */
function ChooseAgain() {
  const lost = useSession(selectFileToChoose);
  const recent = useSession(selectRecentToChoose);
  const { openRecent } = useActions();
  if (lost === null) return null;
  return (
    <div className="way-back">
      <p>
        <b>{lost.name}</b> was open. The browser has to be{" "}
        {recent === null ? "given the file again" : "asked for the file again"}; its answers are
        still here.
      </p>
      {recent === null ? (
        <FilePicker className="btn">Choose it again</FilePicker>
      ) : (
        <button type="button" className="btn" onClick={() => void openRecent(recent.id)}>
          Open it again
        </button>
      )}
    </div>
  );
}

/** What earlier visits left; a visitor who has left nothing does not load its code here. */
function Earlier() {
  const hasRecent = useSession(({ recent }) => recent.length > 0);
  const hasSaved = useSession(
    ({ saved, importing }) =>
      importing !== null || (saved.phase === "ready" && saved.memories.length > 0),
  );
  return (
    <Part>
      {hasRecent && <RecentList />}
      {hasSaved && <SavedList isQuiet />}
    </Part>
  );
}

export function EmptyState({ video: { previous } }: { readonly video: NoVideo }) {
  const { openCamera, showDialog } = useActions();
  return (
    <>
      {previous === null ? <ChooseAgain /> : <WayBack video={previous} />}
      <div className="drop">
        <Icon name="film" />
        <h1>
          <span className="wide">Drop a video here</span>
          <span className="only-phone">Open a video</span>
        </h1>
        <p>
          It stays on this computer.
          <br />
          MP4, MOV, WebM or MKV, of any length.
        </p>
        <div className="row">
          <FilePicker className="btn primary">Choose a file</FilePicker>
          <button type="button" className="btn" onClick={() => showDialog("address")}>
            Paste an address
          </button>
          <button type="button" className="btn" onClick={openCamera}>
            Use the camera
          </button>
          <button type="button" className="btn" onClick={() => showDialog("live")}>
            Watch live
          </button>
        </div>
      </div>
      <Earlier />
      <Samples />
    </>
  );
}
