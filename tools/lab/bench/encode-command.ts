// npm run bench -- encode: what copying patches that have not changed saves of the vision encoder's time, in ratios of one run.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSettings } from "../cli/encode-options.ts";
import { must } from "../../../src/base/assert.ts";
import { MODEL } from "../cli/common-options.ts";
import { chooseModel, modelUrl } from "../cli/model.ts";
import { number, or, readOptionsOnly, text, whole, wordList } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { Lab } from "../browser/lab.ts";
import { ENCODED_CLIPS, encodedSpecs } from "../page/encoded-clips.ts";
import { type Film, FILM_SPELLING, filmClip, readFilm } from "../suites/clips/film.ts";
import { aheadLines, encodeLines, pixelsLines } from "./encode-lines.ts";
import type { PixelsLoadArgs } from "../page/bench-pixels.ts";
import { measurePixels } from "./pixels-turns.ts";
import { benchOptions, createReport } from "./report.ts";

export const ENCODE_HELP = `With encode:
  --model ID|DIR      (default the embedded model); --runtime R, of fastest, webgpu, wasm (default fastest)
  --encode E          what the second engine encodes (default still:0.1:8)
  --clips LIST        of still, moving, cuts, grain, noise: the camera rests, it moves, every fourth frame begins a scene, the camera
                      rests and the film has grain (x264:30:8, which needs ffmpeg), nothing is seen twice (default all but grain)
  --film F            ${FILM_SPELLING}: clips are filmed by ffmpeg (default: VP9, very high quality)
  --retention R       of the second engine's tokens, where the first one keeps all; and of ahead (default 0.25)
  --frames N          (default 32)
  --only LIST         of pixels, opening, ahead (default all): the encoder by itself, from pixels to tokens; files opened and asked
                      about; and questions before which the video was read into the cache, as the page does while they are typed
  --rounds N          of the encoder by itself, each about two seconds (default 24)
  --each N            clips of each kind that the encoder by itself is given, drawn from as many seeds (default 1)
  --repeats N         of opening and ahead, after the first round, which is not counted (default 5)
`;

const DRAWN_CLIPS = ENCODED_CLIPS.filter((kind) => kind !== "grain");
const PARTS = ["pixels", "opening", "ahead"] as const;

const OPTIONS = {
  encode: or(text, "still:0.1:8"),
  clips: wordList("clips", ENCODED_CLIPS, DRAWN_CLIPS),
  film: text,
  retention: or(number({ low: 0, high: 1, isLowOut: true }), 0.25),
  frames: or(number(whole(1, 48)), 32),
  only: wordList("parts", PARTS),
  rounds: or(number(whole(1, 1000)), 24),
  each: or(number(whole(1, 100)), 1),
  repeats: or(number(whole(1, 1000)), 5),
  ...MODEL,
  ...benchOptions("bench-encode.json"),
};

export async function runEncode(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench encode", args, OPTIONS);
  const { clips, retention, frames, rounds, each, repeats, runtime } = given;
  const { only, timeout: quietSec } = given;
  const { note } = context;
  const film = given.film === undefined ? null : readFilm(given.film);
  const chosen = chooseModel(given.model);
  return withLab(context, { quietSec, modelFolder: chosen.folder }, async (lab) => {
    const filmed = clips.filter((kind) => kind === "grain" || (film !== null && kind !== "noise"));
    const shared = { id: chosen.id, url: modelUrl(lab, chosen), runtime, frames, filmed };
    const encode = encodeSettings(given.encode);
    const { version: browser } = lab;
    const facts = {
      browser,
      model: chosen.id,
      runtime,
      encode: given.encode,
      film,
      frames,
      rounds,
      each,
      repeats,
    };
    const measured: { pixels?: unknown; times?: unknown; ahead?: unknown } = {};
    const report = createReport(
      context,
      given,
      () => facts,
      () => measured,
    );
    if (only.includes("pixels") && encode.still !== null) {
      const many = clips.flatMap((kind) => Array.from({ length: each }, () => kind));
      const load = { ...shared, clips: many, precision: null };
      await filmClips(lab, film, load);
      const pixels = await measurePixels(lab, { load, still: encode.still, rounds, note });
      measured.pixels = pixels.turns;
      report.add(pixelsLines(pixels));
      await lab.call("benchPixelsEnd");
    }
    if (only.includes("opening")) {
      const asked = { ...shared, clips, encode, retention, repeats };
      await filmClips(lab, film, asked);
      const times = await lab.call("benchEncode", asked);
      measured.times = times;
      report.add(encodeLines(times, { encode: given.encode, retention }));
    }
    if (only.includes("ahead")) {
      const { id, url } = shared;
      const retentions = [1, retention];
      const ahead = await lab.call("benchAhead", { id, url, runtime, frames, retentions, repeats });
      measured.ahead = ahead;
      report.add(aheadLines(ahead));
    }
    return report.finish();
  });
}

/** The grain of ffmpeg's noise, and of a film of middling quality. */
const GRAIN: Film = { crf: 30, grain: 8 };

/** Films the clips of the kinds in `filmed`, and gives them to the page. @throws AppError `lab-film`. */
async function filmClips(
  lab: Lab,
  film: Film | null,
  { clips, filmed, frames }: Pick<PixelsLoadArgs, "clips" | "filmed" | "frames">,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "framewise-film-"));
  const paths: string[] = [];
  for (const [i, spec] of encodedSpecs(clips, frames).entries()) {
    const kind = must(clips[i], "kind");
    if (!filmed.includes(kind)) continue;
    const path = join(folder, `${i}-${kind}.mp4`);
    await filmClip(spec, film === null || kind === "grain" ? GRAIN : film, path);
    paths.push(path);
  }
  await lab.giveFiles(paths);
}
