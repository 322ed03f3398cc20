// The call that asks: it waits for its turn at the model, and answers by the way in which the video was opened.

import { streamOf } from "../base/stream.ts";
import type { Answer, AskWholeOptions } from "./api.ts";
import { askFrames } from "./ask-frames.ts";
import { askWhole } from "./ask-whole.ts";
import type { EngineService } from "./calls.ts";
import type { FramesCalls } from "./frames-videos.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import { checkRead } from "./held-whole.ts";
import type { InTurn } from "./turn.ts";
import type { Videos } from "./videos.ts";

type Ask = EngineService["ask"];

/** Makes the call. A question that is done once more on a new device sends only the text that was not sent yet. */
export function createAsk(
  videos: Videos,
  inTurn: InTurn,
  encodedAgain: FramesCalls["encodedAgain"],
): Ask {
  const ask = (
    { id }: { readonly id: number },
    question: string,
    options: AskWholeOptions = {},
  ) => {
    const askedMs = performance.now();
    return streamOf<string, Answer>((push, signal) => {
      const pieces = createFreshPieces(push);
      return inTurn(signal, async (turn) => {
        const video = videos.get(id);
        const asked = () => ({ signal, askedMs, onPiece: pieces.begin() });
        if (video.kind === "frames") {
          const tokens = await encodedAgain(turn, turn.model, video);
          return askFrames(turn, { id, tokens }, question, options, asked());
        }
        if (options.catchesUp !== false) await video.catchUp?.(turn);
        checkRead(video);
        return askWhole(turn, video, question, options, asked());
      });
    }, options.signal);
  };
  // The id tells the video's kind, and so the kind of its answer.
  return ask as Ask;
}
