// What every track of the ribbon needs: the chunks, the answer on show, and how columns and frames correspond.

import { useMemo } from "react";
import type { ChunkChoice, ReadChunk } from "../../engine/api.ts";
import { chunkRole, type ChunkRole } from "../../store/whole/chunk-roles.ts";
import {
  chunkOfFrame,
  faceFrame,
  selectShownChoice,
  selectShownTurn,
} from "../../store/whole/selectors.ts";
import type { ForcedChunks, WholeLook } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";

export interface RibbonData {
  readonly whole: WholeLook;
  /** The columns of the whole video, read or not. */
  readonly columns: number;
  readonly chunks: readonly ReadChunk[];
  readonly choice: ChunkChoice | null;
  /** The role of each chunk that was read, in the answer on show. */
  readonly roles: readonly ChunkRole[];
  /** The chunk of the frame on show. */
  readonly shown: number;
  readonly selected: number;
  readonly frameOf: (column: number) => number | null;
}

const NONE: ForcedChunks = new Map();

/** First and last are in detail beside the others, also before a question. */
function rolesOf(
  chunks: readonly ReadChunk[],
  choice: ChunkChoice | null,
  forced: ForcedChunks,
): ChunkRole[] {
  return chunks.map((_, chunk) => {
    if (choice !== null && chunk < choice.chunks.length) return chunkRole(choice, chunk, forced);
    const isEnd = chunk === 0 || chunk === chunks.length - 1;
    return choice === null && isEnd ? "ends" : "compact";
  });
}

export function useRibbon(whole: WholeLook): RibbonData {
  const choice = useSession(selectShownChoice);
  const forced = useSession((state) => selectShownTurn(state)?.asked.forced) ?? NONE;
  const shownFrame = useSession(selectShownFrame);
  const selectedFrame = useSession(({ selected }) => selected);
  const { chunks, video } = whole;
  const roles = useMemo(() => rolesOf(chunks, choice, forced), [chunks, choice, forced]);
  const frameOf = useMemo(
    () => (column: number) => (column < chunks.length ? faceFrame(chunks, choice, column) : null),
    [chunks, choice],
  );
  return {
    whole,
    columns: Math.max(video.chunkCount, chunks.length),
    chunks,
    choice,
    roles,
    shown: chunkOfFrame(chunks, shownFrame).chunk,
    selected: chunkOfFrame(chunks, selectedFrame).chunk,
    frameOf,
  };
}
