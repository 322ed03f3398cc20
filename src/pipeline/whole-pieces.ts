// What of a family's prompt is a chunk's own when a video is read whole, and what is the video's: the words before all
// frames, and what stands behind them.

import { must } from "../base/assert.ts";
import type { Grid } from "../base/shape.ts";
import { createPrompt, type PromptPiece } from "../language/prompt.ts";
import { layOut } from "../language/sequence.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { isTokensAlone, type ChunkPiece } from "../memory/chunk-pieces.ts";
import type { RowsToRead } from "../memory/video-memory.ts";
import type { VideoPiece } from "../model/adapters/adapter.ts";
import { commonLength } from "./cache-owner.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** What is said of a video as a whole. */
export interface WholeFacts {
  readonly durationSec: number;
  /** The times at which its frames begin to be shown, in seconds from its first frame, as far as they are known. */
  readonly shownTimesSec: readonly number[];
  /** The grid of a step's tokens. */
  readonly grid: Grid;
}

type Family = Pick<LoadedModel, "config" | "tokenizer" | "chatTemplate">;

/** Returns the pieces of a video of these frames, with all its tokens. */
function piecesOf({ config }: Pick<LoadedModel, "config">, facts: WholeFacts): VideoPiece[] {
  const { durationSec, shownTimesSec, grid: tokens } = facts;
  const timesSec = shownTimesSec.filter((_, i) => i % config.framesPerStep === 0);
  const steps = timesSec.length;
  return config.pieces({ steps, tokens, timesSec, shownTimesSec, durationSec, isWhole: true });
}

const isOfStep = (piece: VideoPiece): boolean =>
  piece.kind === "tokens" || piece.step !== undefined;

/** Returns the pieces that are the video's own, with one stretch of tokens in the place of all its steps. */
export function ownPieces(model: Pick<LoadedModel, "config">, facts: WholeFacts): VideoPiece[] {
  const pieces = piecesOf(model, facts);
  const first = pieces.findIndex(isOfStep);
  const own = pieces.filter((piece) => !isOfStep(piece));
  return own.toSpliced(first, 0, { kind: "tokens", from: 0, to: 1 });
}

/** Returns the ids of the words before all frames, which the first frame's text cannot change. */
export function headerIds(model: Family, facts: WholeFacts): readonly number[] {
  const own = ownPieces(model, facts);
  const header = idsBefore(model, own);
  const joined = idsBefore(model, withFirstText(own, piecesOf(model, facts)));
  return header.slice(0, commonLength(header, joined));
}

/** A chunk as the decoder reads it. */
export interface ChunkToLay {
  /** [F, N, D] */
  readonly tokens: Tensor;
  /** The times at which its frames begin to be shown, in seconds from the video's first frame. */
  readonly shownTimesSec: readonly number[];
  readonly isFirst: boolean;
}

/** Returns a chunk's tokens and the rows between them; null where there are none. The caller destroys the tensor. */
export async function layOutChunk(
  model: LoadedModel,
  video: WholeFacts,
  { tokens, ...chunk }: ChunkToLay,
): Promise<RowsToRead | null> {
  const { decoder, splicer, newline } = model;
  const pieces = chunkPieces(model, video, chunk);
  const perStep = video.grid.rows * video.grid.columns;
  const known = pieces.map(chunkPiece);
  if (isTokensAlone(known)) return null;
  const steps = must(tokens.dims[0], "steps");
  const { textIds, places } = layOut(pieces, new Uint8Array(steps * perStep).fill(1));
  const text = textIds.length === 0 ? null : await decoder.embed(textIds);
  const embeddings = splicer.splice({ text, tokens, newline }, places);
  text?.destroy();
  return { embeddings, pieces: known };
}

type SteppedPiece = PromptPiece & { readonly step?: number };

/** Returns a chunk's pieces, with text as ids. The first text of a video is tokenized with what is before it. */
export function chunkPieces(
  model: Family,
  video: WholeFacts,
  { shownTimesSec, isFirst }: Omit<ChunkToLay, "tokens">,
): SteppedPiece[] {
  const all = piecesOf(model, { ...video, shownTimesSec });
  const pieces = all.filter(isOfStep).map((piece): SteppedPiece => {
    if (piece.kind !== "text") return piece;
    const ids = model.tokenizer.tokenizeControl(piece.text);
    return { kind: "text", ids, ...(piece.step === undefined ? {} : { step: piece.step }) };
  });
  const [first] = pieces;
  if (!isFirst || first?.kind !== "text") return pieces;
  const joined = idsBefore(model, withFirstText(ownPieces(model, video), all));
  const ids = joined.slice(headerIds(model, video).length);
  return [{ ...first, ids }, ...pieces.slice(1)];
}

/** Returns how many rows stand between the tokens of a video's chunk of so many frames, where its times are longest. */
export function rowsBeside(model: Family, video: WholeFacts, frames: number): number {
  const late = video.shownTimesSec.slice(-frames);
  return chunkPieces(model, video, { shownTimesSec: late, isFirst: false })
    .map(chunkPiece)
    .reduce((sum, piece) => sum + (piece.kind === "tokens" ? 0 : piece.count), 0);
}

/** A time whose words are as long as any that a source without end will have. */
const LATE_SEC = 99 * 3_600;

/** What is said of the last frames of a source that nobody knows the end of. */
export const lateFrames = (video: WholeFacts, frames: number): WholeFacts => ({
  ...video,
  durationSec: LATE_SEC,
  shownTimesSec: Array.from({ length: frames }, (_, i) => LATE_SEC + i),
});

function chunkPiece(piece: SteppedPiece): ChunkPiece {
  if (piece.kind === "tokens") return piece;
  const frame = piece.step ?? 0;
  const count = piece.kind === "text" ? piece.ids.length : 1;
  return { kind: piece.kind, frame, count };
}

/** Puts the text before the first tokens behind the video's own. */
function withFirstText(own: readonly VideoPiece[], all: readonly VideoPiece[]): VideoPiece[] {
  const tokens = own.findIndex(({ kind }) => kind === "tokens");
  const first = all.find(isOfStep);
  return first?.kind === "text" ? own.toSpliced(tokens, 0, first) : [...own];
}

/** Returns the ids before the tokens. */
function idsBefore(
  { config, tokenizer, chatTemplate }: Family,
  pieces: readonly VideoPiece[],
): readonly number[] {
  const { prefix } = createPrompt(chatTemplate, tokenizer, config.videoToken, pieces, "");
  const [first] = prefix;
  return first?.kind === "text" ? first.ids : [];
}
