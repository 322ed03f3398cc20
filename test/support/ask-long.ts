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
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return { text, report: next.value };
    text += next.value;
  }
}
