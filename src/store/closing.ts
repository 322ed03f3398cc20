// Gives back what an open video holds: its pictures here, its tokens or its memory in the engine.

import type { Engine } from "../engine/api.ts";
import type { OpenLong } from "./long-types.ts";
import type { OpenVideo, StripFrame } from "./types.ts";

export const closeStrip = (strip: readonly StripFrame[]): void => {
  for (const { thumbnail } of strip) thumbnail.close();
};

export async function closeLong(engine: Engine, long: OpenLong): Promise<void> {
  closeStrip(long.strip);
  await engine.close(long.video);
}

/** `kept` is the memory that goes on living beside what replaces the video. */
export async function closeOpen(
  engine: Engine,
  open: OpenVideo,
  kept: OpenLong | null = null,
): Promise<void> {
  const whole = open.phase === "long" ? open : open.whole;
  if (whole !== null && whole.video.id !== kept?.video.id) await closeLong(engine, whole);
  if (open.phase === "long") return;
  closeStrip(open.strip);
  await engine.close(open.video);
}
