import { drain } from "../../src/base/stream.ts";
import type { AnswerReport, AskOptions, Engine, Video } from "../../src/engine/api.ts";

export interface Asked {
  /** The pieces as they came. */
  readonly pieces: readonly string[];
  readonly report: AnswerReport;
}

/** Asks and reads to the end. */
export async function ask(
  engine: Engine,
  video: Video,
  question: string,
  options?: AskOptions,
): Promise<Asked> {
  const stream = engine.ask(video, question, options);
  const pieces: string[] = [];
  const report = await drain(stream, (piece) => pieces.push(piece));
  return { pieces, report };
}
