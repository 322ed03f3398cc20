// What is in a saved memory for people, whichever model read it: small pictures, what was asked, and a file to give away.

import { useEffect, useState } from "react";
import type { SavedContent, SavedMemory } from "../../engine/api.ts";
import { modelName } from "../../store/models/selectors.ts";
import { useActions } from "../hooks/session.tsx";
import { SaveChapters } from "../ui/SaveChapters.tsx";
import { formatClock } from "../values/format.ts";
import { saveFile } from "../values/save-file.ts";
import "./saved.css";

/** The most pictures that are shown; a long video has thousands. */
const MOST_PICTURES = 48;

interface Shown {
  readonly content: SavedContent;
  readonly pictures: readonly { readonly timeSec: number; readonly url: string }[];
}

/** Returns at most so many, evenly over all. */
const evenly = <T,>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)] as T);

export function SavedContents({ memory }: { readonly memory: SavedMemory }) {
  const { id, name, model } = memory;
  const { exportSaved, savedContent } = useActions();
  const [shown, setShown] = useState<Shown | null>(null);
  const [isExporting, setExporting] = useState(false);
  useEffect(() => {
    let urls: string[] = [];
    let isLeft = false;
    void savedContent(id).then((content) => {
      if (content === null || isLeft) return;
      const pictures = evenly(content.frames, MOST_PICTURES).map(({ timeSec, picture }) => ({
        timeSec,
        url: URL.createObjectURL(picture),
      }));
      urls = pictures.map(({ url }) => url);
      setShown({ content, pictures });
    });
    return () => {
      isLeft = true;
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [id, savedContent]);
  const exportNow = async (): Promise<void> => {
    setExporting(true);
    const file = await exportSaved(id);
    if (file !== null) saveFile(file, file.name);
    setExporting(false);
  };
  if (shown === null) return null;
  const { content, pictures } = shown;
  const { asked, chapters, watched } = content.notes;
  return (
    <section className="saved-contents" aria-label={`Contents of ${name}`}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys */}
      <div className="saved-pictures" role="region" aria-label="Pictures" tabIndex={0}>
        <ol>
          {pictures.map(({ timeSec, url }) => (
            <li key={url}>
              <img src={url} alt={`${name} at ${formatClock(timeSec)}`} />
              <span className="num">{formatClock(timeSec)}</span>
            </li>
          ))}
        </ol>
      </div>
      {asked.length === 0 ? (
        <p className="faint">Nothing was asked about it yet.</p>
      ) : (
        <dl className="saved-asked">
          {asked.map(({ question, answer, model: by, timesSec }) => (
            <div key={`${question} ${answer}`}>
              <dt>{question}</dt>
              <dd>
                {answer}
                <small>
                  {by}
                  {timesSec.length > 0 && `; looked at ${timesSec.map(formatClock).join(", ")}`}
                </small>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {chapters.length > 0 && (
        <ol className="saved-chapters" aria-label="What happens when">
          {chapters.map(({ chunk, fromSec, text }) => (
            <li key={chunk}>
              <span className="num">{formatClock(fromSec)}</span> {text}
            </li>
          ))}
        </ol>
      )}
      {watched.length > 0 && (
        <dl className="saved-asked" aria-label="Watched for">
          {watched.map(({ question, hits }, place) => (
            <div key={`${place} ${question}`}>
              <dt>{question}</dt>
              <dd>
                {hits.length === 0
                  ? "Watched for; it did not fire."
                  : `Watched for; it fired at ${hits.map(({ timeSec }) => formatClock(timeSec)).join(", ")}.`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className="row">
        <button
          type="button"
          className="btn"
          disabled={isExporting}
          onClick={() => void exportNow()}
        >
          Export<span className="sr"> {name}</span>
        </button>
        <SaveChapters name={name} chapters={chapters} />
        <span className="faint">
          One file with what was read, the pictures and the questions. Answers about it come from
          one model only: {modelName(model.id)}.
        </span>
      </div>
    </section>
  );
}
