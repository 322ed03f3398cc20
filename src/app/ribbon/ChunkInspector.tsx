// What is known of the frame on show and its chunk. Hovering a column fills it; it never covers the data.

import { chunkOfFrame, selectShownChoice } from "../../store/whole/selectors.ts";
import type { OpenWhole } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { formatMoment, formatSigned } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { OverlaySwitch } from "../stage/OverlaySwitch.tsx";
import { PlayButton } from "../stage/PlayButton.tsx";
import { FrameRelevance } from "./FrameRelevance.tsx";
import { ForceChunk } from "./ForceChunk.tsx";
import { tokenCounts, levelsGrid } from "./levels-grid.ts";

function ChunkFacts({ whole, shown }: { readonly whole: OpenWhole; readonly shown: number }) {
  const choice = useSession(selectShownChoice);
  const { chunks, video } = whole;
  const { chunk, place } = chunkOfFrame(chunks, shown);
  const grid = levelsGrid(chunks, video.grid, shown);
  if (grid === null) return <p className="label">The first chunk is being read.</p>;
  const { detail, compact } = tokenCounts(grid);
  const relevance = choice?.chunks[chunk]?.frames[place];
  return (
    <dl className="facts">
      <dt>Chunk</dt>
      <dd>
        {chunk + 1} <small>of {video.chunkCount}</small>
      </dd>
      <dt>Relevance</dt>
      <dd>
        {relevance === undefined ? (
          <small>not asked yet</small>
        ) : (
          <>
            {formatSigned(relevance, 2)} <small>σ</small>
          </>
        )}
      </dd>
      <dt>Detail</dt>
      <dd>
        {detail} <small>of {grid.levels.length}</small>
      </dd>
      <dt>Otherwise</dt>
      <dd>
        {compact} <small>of {grid.levels.length}</small>
      </dd>
    </dl>
  );
}

function Foot({ whole, shown }: { readonly whole: OpenWhole; readonly shown: number }) {
  const mode = useSession(({ overlay }) => overlay);
  const grid = levelsGrid(whole.chunks, whole.video.grid, shown);
  if (mode === "kept")
    return <p className="foot">Clear: kept always. Shaded: in detail only. Dark: dropped.</p>;
  if (mode === "heat")
    return (
      <p className="foot">
        {grid?.scores === null
          ? "Even strides score no tokens."
          : "Yellow is kept first, violet is dropped first."}
      </p>
    );
  const { rows, columns } = whole.video.grid;
  return (
    <p className="foot">
      The model makes {rows} × {columns} tokens of this frame.
    </p>
  );
}

export function ChunkInspector({ whole }: { readonly whole: OpenWhole }) {
  const shown = useSession(selectShownFrame);
  const timeSec = whole.timesSec[shown];
  return (
    <aside className="inspector chunk-inspector" aria-label="Frame">
      <PlayButton className="btn plain square only-phone" />
      <h2>
        Frame {shown + 1} <span>{timeSec === undefined ? "" : formatMoment(timeSec)}</span>
      </h2>
      <ChunkFacts whole={whole} shown={shown} />
      <OverlaySwitch />
      <FrameRelevance whole={whole} shown={shown} />
      {whole.chunks.length > 0 && <ForceChunk whole={whole} />}
      <Foot whole={whole} shown={shown} />
    </aside>
  );
}
