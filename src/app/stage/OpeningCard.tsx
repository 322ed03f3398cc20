// What the page is doing while a video opens, in words and numbers, with the button that stops it.

import type { OpeningStep, OpeningVideo } from "../../store/video/state.ts";
import type { Count } from "../../store/video/types.ts";
import type { ModelPhase } from "../../store/models/types.ts";
import { formatBytes, formatCounted, formatPercent } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";

interface Line {
  readonly step: OpeningStep;
  readonly words: string;
  readonly figures: string;
  /** 0–1; null when there is nothing to count. */
  readonly share: number | null;
}

const ORDER: readonly OpeningStep[] = ["fetch", "model", "restore", "read", "decode", "encode"];

const NONE: Count = { done: 0, total: 0 };

const lineOf = (
  step: OpeningStep,
  words: string,
  { done, total }: Count,
  figures: string,
): Line => ({
  step,
  words,
  figures,
  share: total > 0 ? done / total : null,
});

const ofBytes = ({ done, total }: Count): string => `${formatBytes(done)} of ${formatBytes(total)}`;

function modelLine({
  doneBytes: done,
  totalBytes: total,
}: ModelPhase & { phase: "loading" }): Line {
  const count = { done, total };
  // All bytes are here, but its sessions are not: the graphs are being made ready for this GPU.
  return total > 0 && done >= total
    ? lineOf("model", "Starting the model", count, formatBytes(total))
    : lineOf("model", "Loading the model", count, total > 0 ? ofBytes(count) : "not begun yet");
}

function linesOf(video: OpeningVideo, model: ModelPhase): Line[] {
  const { step, fetched, restored, decoded, encoded, frames } = video;
  const lines: Line[] = [];
  if (fetched !== null || step === "fetch") {
    const count = fetched ?? NONE;
    const figures =
      count.total > 0
        ? ofBytes(count)
        : count.done > 0
          ? formatBytes(count.done)
          : "waiting for the first bytes";
    lines.push(lineOf("fetch", "Reading the file", count, figures));
  }
  if (model.phase === "loading") lines.push(modelLine(model));
  if (step === "restore") {
    const { done, total } = restored ?? NONE;
    const figures = total > 0 ? formatPercent(done / total) : "from this computer’s disk";
    return [...lines, lineOf(step, "Bringing the memory back", { done, total }, figures)];
  }
  const frameLine = (of: OpeningStep, words: string, count: Count): Line => {
    const total = count.total || frames;
    return lineOf(
      of,
      words,
      { ...count, total },
      `${count.done} of ${formatCounted(total, "frame")}`,
    );
  };
  lines.push(frameLine("decode", "Decoding", decoded));
  lines.push(frameLine("encode", "Turning into tokens", encoded));
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
            <ProgressBar label={words} share={share} words={figures} />
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
