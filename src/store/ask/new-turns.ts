// Turns before anything has come back; they are shown at once.

import type { Answer, FramesAnswer, WholeAnswer } from "../../engine/api.ts";
import { newId } from "../new-id.ts";
import { requestNow } from "../plan/left-out.ts";
import type { State } from "../types.ts";
import type { FramesLook, OpenVideo } from "../video/state.ts";
import { readUntilSec } from "../whole/selectors.ts";
import type { WholeLook } from "../whole/types.ts";
import { givenLines } from "./given-subtitles.ts";
import { knownIn } from "./judge.ts";
import type { FramesTurn, Turn, TurnOf, WholeTurn } from "./types.ts";

/** Returns the turn of a question about frames. */
export function newFramesTurn(
  state: State,
  open: OpenVideo,
  look: FramesLook,
  question: string,
): FramesTurn {
  const { plan } = state;
  return withKnown(state, open, {
    ...begun<FramesAnswer>(state, question, open),
    kind: "frames",
    subtitles: givenLines(state),
    request: requestNow(state),
    frames: look.video.timesSec.length,
    looking: look.looking,
    looked: look.video.looked,
    plan: plan.phase === "ready" ? plan.shown : null,
  });
}

/** Returns the turn of a question about a video that is read whole. */
export function newWholeTurn(
  state: State,
  open: OpenVideo,
  whole: WholeLook,
  question: string,
): WholeTurn {
  const { chunks, relevance } = state.wholeChoices;
  const { forced, video, chunks: read } = whole;
  return withKnown(state, open, {
    ...begun<WholeAnswer>(state, question, open),
    kind: "whole",
    asked: { chunks, relevance, forced },
    videoId: video.id,
    chunkCount: read.length,
    readSec: read.length < video.chunkCount ? readUntilSec(whole) : null,
    durationSec: video.facts.durationSec,
    choice: null,
  });
}

const begun = <A extends Answer>(
  { answerTokens }: State,
  question: string,
  { file }: OpenVideo,
): TurnOf<A> => ({
  id: newId(),
  question,
  subtitles: [],
  earlier: null,
  maxTokens: answerTokens,
  text: "",
  pieces: 0,
  lastPieceMs: 0,
  state: { phase: "waiting" },
  fileKey: file.key,
  videoName: file.name,
  isSample: file.sample !== null,
  model: null,
  known: null,
});

const withKnown = <T extends Turn>({ turns }: State, { file }: OpenVideo, turn: T): T => ({
  ...turn,
  known: knownIn(turns, file, turn),
});
