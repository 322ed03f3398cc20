import { drain } from "../../src/base/stream.ts";
import type {
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  Engine,
  FramesAnswer,
  FramesVideo,
  Video,
  WholeAnswer,
  WholeVideo,
} from "../../src/engine/api.ts";

export interface Asked<Report extends Answer> {
  /** The pieces as they came. */
  readonly pieces: readonly string[];
  /** The pieces joined. */
  readonly text: string;
  readonly report: Report;
}

/** Asks and reads to the end. */
export async function ask(
  engine: Engine,
  video: FramesVideo,
  question: string,
  options?: AskFramesOptions,
): Promise<Asked<FramesAnswer>>;
export async function ask(
  engine: Engine,
  video: WholeVideo,
  question: string,
  options?: AskWholeOptions,
): Promise<Asked<WholeAnswer>>;
export async function ask(
  engine: Engine,
  video: Video,
  question: string,
  options?: AskFramesOptions & AskWholeOptions,
): Promise<Asked<Answer>> {
  const pieces: string[] = [];
  const hear = (piece: string): unknown => pieces.push(piece);
  const report = await drain(engine.ask(video, question, options), hear);
  return { pieces, text: pieces.join(""), report };
}
