// npm run bench -- encode: what copying patches that have not changed saves of the vision encoder's time, in ratios of one run.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSettings } from "../cli/encode-options.ts";
import { MODEL } from "../cli/common-options.ts";
import { chooseModel, modelUrl } from "../cli/model.ts";
import { number, or, readOptionsOnly, text, whole, wordList } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { Lab } from "../browser/lab.ts";
import { ENCODED_CLIPS, type EncodedClip, encodedSpec } from "../page/encoded-clips.ts";
import { type Film, FILM_SPELLING, filmClip, readFilm } from "../suites/clips/film.ts";
import { aheadLines, encodeLines, pixelsLines } from "./encode-lines.ts";
import { measurePixels } from "./pixels-turns.ts";
import { benchOptions, createReport } from "./report.ts";

export const ENCODE_HELP = `With encode:
  --model ID|DIR      (default the embedded model); --runtime R, of fastest, webgpu, wasm (default fastest)
  --encode E          what the second engine encodes (default still:0.1:8)
  --clips LIST        of still, moving, cuts, noise: the camera rests, it moves, every fourth frame begins a scene, nothing is seen
                      twice (default all)
  --film F            ${FILM_SPELLING}: clips are filmed by ffmpeg (default: VP9, very high quality)
  --retention R       of the second engine's tokens, where the first one keeps all; and of ahead (default 0.25)
  --frames N          (default 32)
  --only LIST         of pixels, opening, ahead (default all): the encoder by itself, from pixels to tokens; files opened and asked
                      about; and questions before which the video was read into the cache, as the page does while they are typed
  --rounds N          of the encoder by itself, each about two seconds (default 24)
  --repeats N         of opening and ahead, after the first round, which is not counted (default 5)
`;

const PARTS = ["pixels", "opening", "ahead"] as const;

const OPTIONS = {
  encode: or(text, "still:0.1:8"),
  clips: wordList("clips", ENCODED_CLIPS),
  film: text,
  retention: or(number({ low: 0, high: 1, isLowOut: true }), 0.25),
  frames: or(number(whole(1, 48)), 32),
  only: wordList("parts", PARTS),
  rounds: or(number(whole(1, 1000)), 24),
  repeats: or(number(whole(1, 1000)), 5),
  ...MODEL,
  ...benchOptions("bench-encode.json"),
};

export async function runEncode(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench encode", args, OPTIONS);
  const { clips, retention, frames, rounds, repeats, runtime, timeout: quietSec } = given;
  const { only } = given;
  const { note } = context;
  const film = given.film === undefined ? null : readFilm(given.film);
  const chosen = chooseModel(given.model);
  return withLab(context, { quietSec, modelFolder: chosen.folder }, async (lab) => {
    if (film !== null) await filmClips(lab, film, { clips, frames });
    const shared = {
      id: chosen.id,
      url: modelUrl(lab, chosen),
      runtime,
      frames,
      clips,
      isFilmed: film !== null,
    };
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
      const load = { ...shared, precision: null };
      const pixels = await measurePixels(lab, { load, still: encode.still, rounds, note });
      measured.pixels = pixels.turns;
      report.add(pixelsLines(pixels));
      await lab.call("benchPixelsEnd");
    }
    if (only.includes("opening")) {
      const times = await lab.call("benchEncode", { ...shared, encode, retention, repeats });
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

/** Films the clips that are not noise, and gives them to the page. */
async function filmClips(
  lab: Lab,
  film: Film,
  { clips, frames }: { readonly clips: readonly EncodedClip[]; readonly frames: number },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "framewise-film-"));
  const paths: string[] = [];
  for (const clip of clips.filter((each) => each !== "noise")) {
    const path = join(folder, `${clip}.mp4`);
    await filmClip(encodedSpec(clip, frames), film, path);
    paths.push(path);
  }
  await lab.giveFiles(paths);
}
