// Gives back what an open video holds: its pictures here, its tokens or its memory in the engine.

import type { Engine } from "../../engine/api.ts";
import { wholeIn } from "../whole/state.ts";
import type { OpenWhole } from "../whole/types.ts";
import type { OpenVideo, StripFrame } from "../types.ts";

export const closeStrip = (strip: readonly StripFrame[]): void => {
  for (const { thumbnail } of strip) thumbnail.close();
};

export async function closeWhole(engine: Engine, whole: OpenWhole): Promise<void> {
  closeStrip(whole.strip);
  await engine.close(whole.video);
}

/** `kept` is the memory that goes on living beside what replaces the video. */
export async function closeOpen(
  engine: Engine,
  open: OpenVideo,
  kept: OpenWhole | null = null,
): Promise<void> {
  const whole = wholeIn(open);
  if (whole !== null && whole.video.id !== kept?.video.id) await closeWhole(engine, whole);
  if (open.phase === "whole") return;
  closeStrip(open.strip);
  await engine.close(open.video);
}
