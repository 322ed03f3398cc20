// What a chunk consists of: the tokens of its frames, and the rows between them, which belong to a frame each: text such
// as its time, and newlines. A level chooses tokens; the rows beside them follow from these.

/** A stretch of a chunk's rows, in the order in which the decoder reads them. */
export type ChunkPiece =
  /** The tokens `from` … `to` − 1 of all F · N. */
  | { readonly kind: "tokens"; readonly from: number; readonly to: number }
  /** Rows beside the tokens, `count` of them, of the frame `frame` of the chunk. */
  | { readonly kind: "text" | "newline"; readonly frame: number; readonly count: number };

/** The pieces of a chunk, and how many tokens a frame of it has. */
export interface PiecedChunk {
  readonly pieces: readonly ChunkPiece[];
  readonly perFrame: number;
}

/** Returns the pieces of a chunk that has nothing beside its tokens. */
export const tokensAlone = (tokens: number): readonly ChunkPiece[] => [
  { kind: "tokens", from: 0, to: tokens },
];

/** Whether a chunk has nothing beside its tokens. */
export const isTokensAlone = (pieces: readonly ChunkPiece[]): boolean =>
  pieces.every(({ kind }) => kind === "tokens");

/** Returns the number of rows of a piece. */
const rowsOfPiece = (piece: ChunkPiece): number =>
  piece.kind === "tokens" ? piece.to - piece.from : piece.count;

/** Returns the number of rows of a chunk. */
export const rowCount = (pieces: readonly ChunkPiece[]): number =>
  pieces.reduce((sum, piece) => sum + rowsOfPiece(piece), 0);

/** Returns the row of each token, [F · N]. */
export function tokenRows(pieces: readonly ChunkPiece[]): Uint32Array<ArrayBuffer> {
  const rows: number[] = [];
  let row = 0;
  for (const piece of pieces) {
    if (piece.kind === "tokens")
      for (let token = piece.from; token < piece.to; token++)
        rows[token] = row + token - piece.from;
    row += rowsOfPiece(piece);
  }
  return Uint32Array.from(rows);
}

/**
 * Returns the rows of a chunk that stay with `tokens`, ascending. A frame's text stays while one of its tokens does. So do its
 * newlines, or with `isSparse` those alone that end a stretch kept whole, and the last.
 */
export function keptRows(
  { pieces, perFrame }: PiecedChunk,
  tokens: Readonly<ArrayLike<number>> & Iterable<number>,
  isSparse = false,
): Uint32Array<ArrayBuffer> {
  if (isTokensAlone(pieces)) return Uint32Array.from(tokens);
  const kept = new Set(tokens);
  const frames = new Set(Array.from(tokens, (token) => Math.floor(token / perFrame)));
  const lastNewline = new Map<number, ChunkPiece>();
  for (const piece of pieces) if (piece.kind === "newline") lastNewline.set(piece.frame, piece);
  const rows: number[] = [];
  let [row, isWhole] = [0, false];
  for (const piece of pieces) {
    if (piece.kind === "tokens") {
      const before = rows.length;
      for (let token = piece.from; token < piece.to; token++) {
        if (kept.has(token)) rows.push(row + token - piece.from);
      }
      isWhole = rows.length - before === rowsOfPiece(piece);
    } else if (
      frames.has(piece.frame) &&
      (piece.kind === "text" || !isSparse || isWhole || lastNewline.get(piece.frame) === piece)
    ) {
      for (let k = 0; k < piece.count; k++) rows.push(row + k);
    }
    row += rowsOfPiece(piece);
  }
  return Uint32Array.from(rows);
}
