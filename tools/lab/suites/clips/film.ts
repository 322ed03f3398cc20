// Films a drawn clip with x264, as cameras and hosts do: at a quality of its own and, where wanted, with grain.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { AppError } from "../../../../src/base/errors.ts";
import { drawFrame, tickTime, type ClipSpec } from "../../../world/index.ts";
import { UsageError } from "../../cli/options.ts";

export interface Film {
  /** x264's constant rate factor: higher is worse. */
  readonly crf: number;
  /** The strength of ffmpeg's temporal noise; 0 is none. */
  readonly grain: number;
}

export const FILM_SPELLING = "x264:CRF[:GRAIN]";

/** Reads a spelling such as "x264:28" or "x264:35:12". @throws UsageError. */
export function readFilm(spelling: string): Film {
  const [, crf, grain = "0"] = /^x264:(\d{1,2})(?::(\d{1,2}))?$/.exec(spelling) ?? [];
  if (crf === undefined || Number(crf) > 51) {
    throw new UsageError(`--film wants ${FILM_SPELLING}, with CRF up to 51; it is "${spelling}".`);
  }
  return { crf: Number(crf), grain: Number(grain) };
}

const WIDTH = 384;
const RATE = 4;

/** Draws and films all ticks of the clip into an MP4 file. @throws AppError `lab-film` where ffmpeg is missing or fails. */
export async function filmClip(spec: ClipSpec, { crf, grain }: Film, path: string): Promise<void> {
  const height = 2 * Math.round(WIDTH / spec.aspect / 2); // chroma is halved
  const noise = grain === 0 ? [] : ["-vf", `noise=alls=${grain}:allf=t`];
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", `${WIDTH}x${height}`];
  const coded = ["-c:v", "libx264", "-crf", `${crf}`, "-pix_fmt", "yuv420p", "-threads", "1"];
  const ffmpeg = spawn(
    "ffmpeg",
    ["-v", "error", "-y", ...raw, "-r", `${RATE}`, "-i", "-", ...noise, ...coded, path],
    { stdio: ["pipe", "ignore", "pipe"] },
  );
  let said = "";
  ffmpeg.stderr.on("data", (part: Buffer) => (said += part.toString()));
  ffmpeg.stdin.on("error", () => undefined); // its end says why
  const ended = once(ffmpeg, "close").catch((cause: unknown) => {
    throw filmError("ffmpeg did not start", cause);
  });
  for (let tick = 0; tick < spec.frames; tick++) {
    const pixels = drawFrame(spec, tickTime(spec, tick), WIDTH, height);
    if (!ffmpeg.stdin.write(pixels)) await Promise.race([once(ffmpeg.stdin, "drain"), ended]);
  }
  ffmpeg.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw filmError(`ffmpeg ended with ${code}: ${said.trim().slice(0, 200)}`);
}

const filmError = (what: string, cause?: unknown): AppError =>
  new AppError(
    "lab-film",
    `The clip could not be filmed: ${what}.`,
    "Install ffmpeg with libx264, or leave --film out.",
    { cause },
  );
