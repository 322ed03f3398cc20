import { drain } from "../../src/base/stream.ts";
import type { AskLongOptions, Engine, LongReport, LongVideo } from "../../src/engine/api.ts";

/** The pieces as they came, joined, and the report. */
export async function askLong(
  engine: Engine,
  video: Pick<LongVideo, "id">,
  question: string,
  options?: AskLongOptions,
): Promise<{ text: string; report: LongReport }> {
  const pieces = engine.askLong(video, question, options);
  let text = "";
  const report = await drain(pieces, (piece) => {
    text += piece;
  });
  return { text, report };
}
