// What every track of the ribbon needs: the chunks, the answer on show, and how columns and frames meet.

import { useMemo } from "react";
import type { LongReport, ReadChunk } from "../../engine/api.ts";
import {
  chunkOfFrame,
  chunkRole,
  faceFrame,
  selectLong,
  selectShownReport,
  selectShownTurn,
  type ChunkRole,
} from "../../store/long-selectors.ts";
import type { ForcedChunks, OpenLong } from "../../store/long-types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";

export interface RibbonData {
  readonly long: OpenLong;
  /** Of the whole video, read or not. */
  readonly columns: number;
  readonly chunks: readonly ReadChunk[];
  readonly report: LongReport | null;
  /** Of each chunk that was read, as the answer on show had it. */
  readonly roles: readonly ChunkRole[];
  /** The chunk of the frame on show. */
  readonly shown: number;
  readonly selected: number;
  readonly frameOf: (column: number) => number | null;
}

const NONE: ForcedChunks = new Map();

/** First and last are in detail for every question, whether one was asked or not. */
export function rolesOf(
  chunks: readonly ReadChunk[],
  report: LongReport | null,
  forced: ForcedChunks,
): ChunkRole[] {
  return chunks.map((_, chunk) => {
    if (report !== null && chunk < report.chunks.length) return chunkRole(report, chunk, forced);
    const isEnd = chunk === 0 || chunk === chunks.length - 1;
    return report === null && isEnd ? "ends" : "low";
  });
}

export function useRibbon(): RibbonData | null {
  const long = useSession(selectLong);
  const report = useSession(selectShownReport);
  const forced = useSession((state) => selectShownTurn(state)?.asked.forced) ?? NONE;
  const shownFrame = useSession(selectShownFrame);
  const selectedFrame = useSession(({ selected }) => selected);
  const chunks = long?.chunks;
  const roles = useMemo(
    () => (chunks === undefined ? [] : rolesOf(chunks, report, forced)),
    [chunks, report, forced],
  );
  const frameOf = useMemo(
    () => (column: number) =>
      chunks !== undefined && column < chunks.length ? faceFrame(chunks, report, column) : null,
    [chunks, report],
  );
  if (long === null) return null;
  return {
    long,
    columns: Math.max(long.video.chunkCount, long.chunks.length),
    chunks: long.chunks,
    report,
    roles,
    shown: chunkOfFrame(long.chunks, shownFrame).chunk,
    selected: chunkOfFrame(long.chunks, selectedFrame).chunk,
    frameOf,
  };
}
