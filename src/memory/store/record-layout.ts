// A chunk's record as bytes, with its compact entries: all that is needed before the first question. What is read is
// checked against the shape that the model gives it, so that no wrong row ever reaches a shader.

import { isTokensAlone, tokensAlone, type ChunkPiece } from "../chunk-pieces.ts";
import type { ChunkRecord, NewestKeys } from "../chunk-record.ts";
import { bytesPerEntry, type EntryShape } from "../../cache/entry-shape.ts";
import { createByteReader, LayoutError } from "./byte-reader.ts";
import { createByteWriter } from "./byte-writer.ts";

/** What the model and the video determine of every record. */
export interface RecordShape {
  readonly entry: EntryShape;
  /** The width D of the tokens. */
  readonly width: number;
  /** The tokens of a frame, N. */
  readonly frameTokens: number;
}

/** Bits of a record's word of what it has. Earlier versions knew fewer, and nothing but tokens. */
const [HAS_SCORES, HAS_CODES, HAS_PIECES, HAS_NEWEST] = [1, 2, 4, 8];

/** The kinds of pieces, as their numbers say. */
const KINDS = ["tokens", "text", "newline"] as const;

export async function packRecord(record: ChunkRecord): Promise<Uint8Array<ArrayBuffer>> {
  const { levels, scores, codes, ownCompact, newest, pictures } = record;
  const to = createByteWriter();
  to.word(record.index);
  to.word(record.timesSec.length);
  to.word(record.tokens);
  to.word(levels.detailed.length);
  to.word(levels.compact.length);
  const hasPieces = !isTokensAlone(record.pieces);
  to.word(
    (scores === null ? 0 : HAS_SCORES) |
      (codes === null ? 0 : HAS_CODES) |
      (hasPieces ? HAS_PIECES : 0) |
      (newest === undefined ? 0 : HAS_NEWEST),
  );
  to.word(ownCompact?.byteLength ?? 0);
  to.word(pictures.length);
  to.bytes(Float64Array.from(record.timesSec));
  to.bytes(levels.detailed);
  to.bytes(levels.compact);
  if (scores !== null) to.bytes(scores);
  if (codes !== null) {
    to.word(codes.channels.length);
    to.bytes(codes.channels);
    to.bytes(codes.words);
  }
  if (hasPieces) {
    to.word(record.pieces.length);
    to.bytes(Uint32Array.from(record.pieces.flatMap(numbersOf)));
  }
  to.bytes(record.frameKeys);
  to.bytes(record.frameBounds);
  to.bytes(record.frameTokens);
  if (newest !== undefined) {
    to.word(newest.frames.length);
    to.bytes(newest.frames);
    to.bytes(newest.keys);
  }
  if (ownCompact !== null) to.bytes(new Uint8Array(ownCompact));
  for (const picture of pictures) {
    to.text(picture.type);
    to.word(picture.size);
    to.bytes(new Uint8Array(await picture.arrayBuffer()));
  }
  return to.finish();
}

/** Reads a record. @throws LayoutError when it is not this chunk's record, in this shape. */
export function unpackRecord(bytes: ArrayBuffer, index: number, shape: RecordShape): ChunkRecord {
  const { layers, heads, size } = shape.entry;
  const from = createByteReader(bytes);
  const found = from.word();
  const frames = from.word();
  const tokens = from.word();
  const detailed = from.word();
  const compact = from.word();
  const has = from.word();
  const compactBytes = from.word();
  const pictures = from.word();
  check(found === index, `it says chunk ${found}`);
  check(frames > 0 && tokens === frames * shape.frameTokens, `${frames} frames, ${tokens} tokens`);
  check(
    0 < compact && compact <= detailed && detailed <= tokens,
    `${compact} of ${detailed} of ${tokens} tokens`,
  );
  check(
    compactBytes % bytesPerEntry(shape.entry) === 0,
    `${compactBytes} bytes of compact entries`,
  );
  check(has <= (HAS_SCORES | HAS_CODES | HAS_PIECES | HAS_NEWEST), `it has ${has}`);
  check(pictures <= frames, `${pictures} pictures of ${frames} frames`);
  const timesSec = Array.from(from.doubles(frames));
  const levels = { detailed: from.words(detailed), compact: from.words(compact) };
  const record: ChunkRecord = {
    index,
    timesSec,
    tokens,
    levels,
    scores: (has & HAS_SCORES) === 0 ? null : from.floats(tokens),
    codes:
      (has & HAS_CODES) === 0
        ? null
        : {
            channels: from.words(from.word()),
            // The first chunk's compact tokens are its detailed ones.
            words: from.words(4 * (index === 0 ? detailed : compact)),
          },
    pieces:
      (has & HAS_PIECES) === 0
        ? tokensAlone(tokens)
        : readPieces(from.words(3 * from.word()), frames, tokens),
    frameKeys: from.floats(layers * frames * heads * size),
    frameBounds: from.floats(2 * layers * frames * heads * size),
    frameTokens: from.floats(frames * shape.width),
    ...((has & HAS_NEWEST) !== 0 && { newest: readNewest(from, shape, compact) }),
    ownCompact: compactBytes === 0 ? null : from.bytes(compactBytes),
    states: null,
    pictures: Array.from({ length: pictures }, () => {
      const type = from.text();
      return new Blob([from.bytes(from.word())], { type });
    }),
  };
  from.end();
  check(isAscending(record.levels.detailed, tokens), "tokens out of order");
  check(isAscending(record.levels.compact, detailed), "compact tokens out of order");
  const ofKeys = record.newest?.frames ?? NO_CHANNELS;
  check(
    ofKeys.every((frame, i) => frame < frames && frame >= (ofKeys[i - 1] ?? 0)),
    "keys out of order",
  );
  check(isAscending(record.codes?.channels ?? NO_CHANNELS, shape.width), "channels out of order");
  return record;
}

const NO_CHANNELS = new Uint32Array();

function readNewest(
  from: ReturnType<typeof createByteReader>,
  { entry: { layers, heads, size } }: RecordShape,
  most: number,
): NewestKeys {
  const count = from.word();
  check(count <= most, `${count} newest keys of ${most} compact tokens`);
  return { frames: from.words(count), keys: from.floats(layers * count * heads * size) };
}

/** Three numbers of a piece: its kind, and its tokens' ends or its frame and its rows. */
const numbersOf = (piece: ChunkPiece): readonly [number, number, number] =>
  piece.kind === "tokens"
    ? [0, piece.from, piece.to]
    : [KINDS.indexOf(piece.kind), piece.frame, piece.count];

/** The tokens must all be there, in their order, and the rest be of the chunk's frames. */
function readPieces(words: Uint32Array, frames: number, tokens: number): ChunkPiece[] {
  let next = 0;
  const pieces = Array.from({ length: words.length / 3 }, (_, i): ChunkPiece => {
    const [number = 0, first = 0, second = 0] = words.subarray(3 * i);
    const kind = KINDS[number];
    check(kind !== undefined, `a piece of kind ${number}`);
    if (kind !== "tokens") {
      check(first < frames && second <= MOST_ROWS, `${second} rows of frame ${first}`);
      return { kind, frame: first, count: second };
    }
    check(first === next && second > first && second <= tokens, `tokens ${first} to ${second}`);
    next = second;
    return { kind, from: first, to: second };
  });
  check(next === tokens, `pieces of ${next} of ${tokens} tokens`);
  return pieces;
}

/** The most rows of one text. */
const MOST_ROWS = 4_096;

/** Whether each value is above the one before, and all are below `end`. */
const isAscending = (values: Uint32Array, end: number): boolean =>
  values.every((value, i) => value < (values[i + 1] ?? end));

function check(isRight: boolean, what: string): asserts isRight {
  if (!isRight) throw new LayoutError(what);
}
