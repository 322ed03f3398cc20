// What is said in the video, to be searched: each line leads to its moment.

import { Popover } from "radix-ui";
import { useMemo, useState } from "react";
import { findCues } from "../../base/subtitles/parse.ts";
import { selectFileSubtitles, selectSubtitles } from "../../store/selectors.ts";
import type { FileSubtitles, Subtitles } from "../../store/video/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Select } from "../ui/Select.tsx";
import { formatClock, formatCount, formatCounted } from "../values/format.ts";

/** More lines than these are not read through, but searched. */
const MOST_LINES = 200;

interface LinesProps {
  readonly all: FileSubtitles;
  /** Those on show. */
  readonly subtitles: Subtitles;
}

function Lines({ all, subtitles: { name, cues } }: LinesProps) {
  const [search, setSearch] = useState("");
  const { seekTo, chooseSubtitles, removeSubtitles } = useActions();
  const found = useMemo(() => findCues(cues, search), [cues, search]);
  const more = found.length - MOST_LINES;
  return (
    <>
      {all.tracks.length === 1 ? (
        <p className="menu-label">{name}</p>
      ) : (
        <Select
          label="Subtitles of the video"
          isBare
          value={all.shown}
          choices={all.tracks.map((track, value) => ({ value, name: track.name }))}
          onChoose={chooseSubtitles}
        />
      )}
      <input
        type="search"
        aria-label="Search the subtitles"
        placeholder="Search"
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <p className="label" role="status">
        {formatCounted(found.length, "line")}
      </p>
      <ol>
        {found.slice(0, MOST_LINES).map(({ fromSec, toSec, text }) => (
          <li key={`${fromSec} ${toSec} ${text}`}>
            <button type="button" onClick={() => seekTo(fromSec)}>
              <b>{formatClock(fromSec)}</b> {text}
            </button>
          </li>
        ))}
      </ol>
      {more > 0 && <p className="label">{formatCount(more)} more: search for a word.</p>}
      <button type="button" className="btn" onClick={removeSubtitles}>
        Remove the subtitles
      </button>
    </>
  );
}

export function SubtitlesButton() {
  const all = useSession(selectFileSubtitles);
  const subtitles = useSession(selectSubtitles);
  if (all === null || subtitles === null) return null;
  return (
    <Popover.Root>
      <Popover.Trigger
        className="btn plain square"
        aria-label="Subtitles"
        title="Search the subtitles"
      >
        <Icon name="subtitles" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover subtitles"
          align="end"
          sideOffset={4}
          aria-label="Subtitles"
        >
          <Lines all={all} subtitles={subtitles} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
