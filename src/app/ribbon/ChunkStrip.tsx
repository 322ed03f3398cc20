// Whole pictures of the chunks, each showing the frame that represents its chunk. Where columns are narrow, one picture
// covers several, and a re-loaded chunk represents its neighbours.

import { useCallback, useMemo, type RefObject } from "react";
import { chunkOfFrame, faceFrame } from "../../store/whole/selectors.ts";
import type { StripFrame } from "../../store/video/types.ts";
import { Thumbnail } from "../timeline/Thumbnail.tsx";
import { pictureGroups, type PictureGroup } from "../timeline/picture-groups.ts";
import type { Columns } from "./columns.ts";
import type { RibbonData } from "./use-ribbon.ts";

/**
 * Returns the chunk that represents a group: the one under pointer, focus or playhead, else the most relevant re-loaded one, else
 * the middle one of those read.
 */
function speakerOf(
  { from, span }: PictureGroup,
  { chunks, roles, choice, shown, selected }: RibbonData,
) {
  const read = Math.min(from + span, chunks.length) - from;
  if (read <= 0) return null;
  const pointed = [shown, selected].find((chunk) => chunk >= from && chunk < from + read);
  if (pointed !== undefined) return pointed;
  const group = Array.from({ length: read }, (_, place) => from + place);
  const relevance = (chunk: number) => choice?.chunks[chunk]?.relevance ?? 0;
  const loaded = group
    .filter((chunk) => roles[chunk] === "detail")
    .sort((a, b) => relevance(b) - relevance(a));
  return loaded[0] ?? group[Math.floor(read / 2)] ?? null;
}

/** The height of the strip, as in ribbon.css. */
const PICTURE_PX = 54;

interface Props {
  readonly ribbon: RibbonData;
  readonly drawn: Columns;
  readonly columnPx: number;
  readonly track: RefObject<HTMLDivElement | null>;
}

/** The first and the last picture of a column. */
interface ColumnPictures {
  readonly first: StripFrame;
  readonly last: StripFrame;
}

export function ChunkStrip({ ribbon, drawn, columnPx, track }: Props) {
  const { whole, columns, chunks, choice } = ribbon;
  const { width, height } = whole.video.facts;
  const groups = useMemo(
    () => pictureGroups(columns, columnPx, (width / height) * PICTURE_PX),
    [columns, columnPx, width, height],
  );
  const byIndex = useMemo(
    () => new Map(whole.strip.map((frame) => [frame.index, frame])),
    [whole.strip],
  );
  const { settings, isLive, chunkTimes } = whole.video;
  const read = whole.timesSec.length;
  // Chunks of a source that is read as it happens differ in length.
  const columnOf = useCallback(
    (index: number): number => {
      if (!isLive) return Math.floor(index / chunkTimes);
      return index < read ? chunkOfFrame(chunks, index).chunk : chunks.length;
    },
    [isLive, chunkTimes, read, chunks],
  );
  const byColumn = useMemo(() => {
    const pictures = new Map<number, ColumnPictures>();
    for (const frame of whole.strip) {
      const column = columnOf(frame.index);
      pictures.set(column, { first: pictures.get(column)?.first ?? frame, last: frame });
    }
    return pictures;
  }, [whole.strip, columnOf]);
  const pictureOf = (group: PictureGroup): StripFrame | undefined => {
    const chunk = speakerOf(group, ribbon);
    if (chunk !== null)
      return byIndex.get(faceFrame(chunks, choice, chunk)) ?? byColumn.get(chunk)?.first;
    // A picture of the chunk that is being read.
    for (let column = group.from + group.span - 1; column >= group.from; column--) {
      const pictures = byColumn.get(column);
      if (pictures !== undefined) return pictures.last;
    }
    return undefined;
  };
  const isDrawn = ({ from, span }: PictureGroup) => from < drawn.to && from + span > drawn.from;
  return (
    <>
      <div className="head">
        Chunks
        <small>
          {columns}, {whole.video.isLive && "up to "}
          {settings.chunkFrames} frames each
        </small>
      </div>
      <div className="track strip" ref={track}>
        {groups.filter(isDrawn).map((group) => {
          const frame = pictureOf(group);
          const column = frame === undefined ? group.from : columnOf(frame.index);
          return <Thumbnail key={group.from} frame={frame} group={group} column={column} />;
        })}
      </div>
    </>
  );
}
