// What the page is doing while a video opens, in words and numbers, with the button that stops it.

import type { OpeningStep, OpeningVideo } from "../../store/video/state.ts";
import type { ModelPhase } from "../../store/types.ts";
import { formatBytes, formatPercent } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

interface Line {
  readonly step: OpeningStep;
  readonly words: string;
  readonly figures: string;
  /** 0–1; null when there is nothing to count. */
  readonly share: number | null;
}

const ORDER: readonly OpeningStep[] = ["fetch", "model", "restore", "read", "decode", "encode"];

const shareOf = (done: number, total: number): number | null => (total > 0 ? done / total : null);

function linesOf(video: OpeningVideo, model: ModelPhase): Line[] {
  const { fetched, decoded, encoded, frames } = video;
  const lines: Line[] = [];
  if (fetched !== null || video.step === "fetch") {
    const { done, total } = fetched ?? { done: 0, total: 0 };
    const figures = total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done);
    lines.push({ step: "fetch", words: "Reading the file", figures, share: shareOf(done, total) });
  }
  if (model.phase === "loading") {
    const { doneBytes, totalBytes } = model;
    // All bytes are here, but its sessions are not: the graphs are being made ready for this GPU.
    const isStarting = totalBytes > 0 && doneBytes >= totalBytes;
    const figures = isStarting
      ? formatBytes(totalBytes)
      : `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
    const words = isStarting ? "Starting the model" : "Loading the model";
    lines.push({ step: "model", words, figures, share: shareOf(doneBytes, totalBytes) });
  }
  if (video.step === "restore") {
    const { done, total } = video.restored ?? { done: 0, total: 0 };
    const figures = total > 0 ? formatPercent(done / total) : "from this computer’s disk";
    const words = "Bringing the memory back";
    lines.push({ step: "restore", words, figures, share: shareOf(done, total) });
    return lines;
  }
  const count = (done: number, total: number) => `${done} of ${total || frames} frames`;
  lines.push(
    {
      step: "decode",
      words: "Decoding",
      figures: count(decoded.done, decoded.total),
      share: shareOf(decoded.done, decoded.total || frames),
    },
    {
      step: "encode",
      words: "Turning into tokens",
      figures: count(encoded.done, encoded.total),
      share: shareOf(encoded.done, encoded.total || frames),
    },
  );
  return lines;
}

export function OpeningCard({ video }: { readonly video: OpeningVideo }) {
  const model = useSession(({ model }) => model);
  const { stopOpening } = useActions();
  const at = ORDER.indexOf(video.step);
  return (
    <aside className="inspector" aria-label="Opening">
      <h2>Opening</h2>
      <ul className="opening">
        {linesOf(video, model).map(({ step, words, figures, share }) => (
          <li key={step} data-state={ORDER.indexOf(step) > at ? "later" : "now"}>
            <p>
              <b>{words}</b>
            </p>
            <div
              className="meter"
              role="progressbar"
              aria-label={words}
              aria-valuetext={figures}
              {...(share !== null && { "aria-valuenow": Math.round(share * 100) })}
            >
              <i style={{ "--share": share ?? 0 }} />
            </div>
            <p className="label">{figures}</p>
          </li>
        ))}
      </ul>
      <button type="button" className="btn" onClick={stopOpening}>
        Stop
      </button>
      {video.previous !== null && (
        <p className="foot">Stopping goes back to {video.previous.file.name}.</p>
      )}
    </aside>
  );
}
