// What is known of the chunk of the frame on show.

import { selectOverlay } from "../../store/selectors.ts";
import { chunkOfFrame, selectShownChoice } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatSigned } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { levelsGrid, tokenCounts } from "./token-grid.ts";

export function ChunkFacts({
  whole,
  shown,
}: {
  readonly whole: WholeLook;
  readonly shown: number;
}) {
  const choice = useSession(selectShownChoice);
  const isInspecting = useInspecting();
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
            {formatSigned(relevance, 2)} {isInspecting && <small>σ</small>}
          </>
        )}
      </dd>
      <dt>Detail</dt>
      <dd>
        {detail} <small>of {grid.levels.length}</small>
      </dd>
      <dt>Otherwise</dt>
      <dd>
        {choice?.chunks[chunk]?.isUnseen === true ? (
          <small>not shown</small>
        ) : (
          <>
            {compact} <small>of {grid.levels.length}</small>
          </>
        )}
      </dd>
    </dl>
  );
}

export function ChunkFoot({ whole, shown }: { readonly whole: WholeLook; readonly shown: number }) {
  const mode = useSession(selectOverlay);
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
