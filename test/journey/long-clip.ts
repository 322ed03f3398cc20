import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

export interface LongClip {
  readonly name: string;
  readonly seconds: number;
  readonly seed: number;
  readonly things: number;
  /** Frames a second; each one is drawn. */
  readonly fps: number;
}

/** Draws a long clip; gives its path, and what appears in it when, as `tools/samples/long.ts` prints it. */
export function drawLongClip(clip: LongClip): { readonly path: string; readonly told: string } {
  const folder = "test-results/clips";
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${clip.name}`;
  const { seconds, seed, things, fps } = clip;
  const of = [path, `${seconds}`, `${seed}`, "--things", `${things}`, "--fps", `${fps}`];
  const told = execFileSync("npx", ["tsx", "tools/samples/long.ts", ...of], { encoding: "utf8" });
  return { path, told };
}
