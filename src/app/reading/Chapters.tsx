// What happens when: a sentence a chunk, which a reader can search, jump to and save.

import { useState } from "react";
import { selectChapters } from "../../store/whole/chapters.ts";
import { frameAt } from "../../store/video/frame-at.ts";
import type { ChaptersState, WholeLook } from "../../store/whole/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { SaveChapters } from "../ui/SaveChapters.tsx";
import { formatClock, formatCount, formatCounted } from "../values/format.ts";

function Make({
  whole,
  chapters,
}: {
  readonly whole: WholeLook;
  readonly chapters: ChaptersState;
}) {
  const { makeChapters, stopChapters } = useActions();
  const { notes, making } = chapters;
  const left = whole.chunks.length - notes.length;
  if (making.phase === "running") {
    return (
      <button type="button" className="btn" onClick={() => void stopChapters()}>
        Stop describing
      </button>
    );
  }
  if (left <= 0) return null;
  return (
    <button type="button" className="btn" onClick={() => void makeChapters()}>
      {notes.length === 0
        ? `Describe ${formatCounted(left, "chunk")}`
        : `Describe ${formatCount(left)} more`}
    </button>
  );
}

function Found({ whole, notes }: Pick<ChaptersState, "notes"> & { readonly whole: WholeLook }) {
  const [wanted, setWanted] = useState("");
  const { selectFrame, setPlaying } = useActions();
  const words = wanted.trim().toLocaleLowerCase();
  const found = notes.filter(({ text }) => text.toLocaleLowerCase().includes(words));
  if (notes.length === 0) return null;
  return (
    <>
      <input
        type="search"
        aria-label="Search the chapters"
        placeholder="Search"
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      <p role="status" className="sr">
        {words !== "" && `${formatCounted(found.length, "chapter")} found`}
      </p>
      <ol>
        {found.map(({ chunk, fromSec, text }) => (
          <li key={chunk}>
            <button
              type="button"
              className="link num"
              onClick={() => {
                setPlaying(false);
                selectFrame(frameAt(whole.timesSec, fromSec));
              }}
            >
              {formatClock(fromSec)}
            </button>{" "}
            {text === "" ? <span className="faint">nothing said</span> : text}
          </li>
        ))}
      </ol>
      {found.length === 0 && <p className="faint">No chapter has these words.</p>}
    </>
  );
}

export function Chapters({ whole }: { readonly whole: WholeLook }) {
  const chapters = useSession(selectChapters);
  const { refreshNotes } = useActions();
  if (whole.chunks.length === 0) return null;
  return (
    <details
      className="chapters"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void refreshNotes();
      }}
    >
      <summary>What happens when</summary>
      {chapters !== null && (
        <>
          <div className="row">
            <Make whole={whole} chapters={chapters} />
            <SaveChapters name={whole.video.name} chapters={chapters.notes} />
            <span className="label num">
              {formatCount(chapters.notes.length)} of {formatCounted(whole.chunks.length, "chunk")}{" "}
              described
            </span>
          </div>
          {chapters.making.phase === "failed" && <ErrorText error={chapters.making.error} />}
          {chapters.notes.length < whole.chunks.length && (
            <p className="faint">
              The model says a sentence about each chunk while nothing else is asked. It can be
              wrong.
            </p>
          )}
          <Found whole={whole} notes={chapters.notes} />
        </>
      )}
    </details>
  );
}
