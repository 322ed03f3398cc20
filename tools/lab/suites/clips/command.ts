// lab eval clips and lab eval clips-hard: accuracy of a model on held-out drawn clips, by method, retention and question
// type. Both ask the same questions about the same clips; in the hard world pictures are disturbed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanRequest } from "../../../../src/engine/api.ts";
import { sampleClip, type ClipSpec, type World } from "../../../world/index.ts";
import type { Lab } from "../../browser/lab.ts";
import { SUITE, SUITE_HELP } from "../../cli/common-options.ts";
import { chooseModel } from "../../cli/model.ts";
import { FRAMES, number, or, personPath, readOptionsOnly, text, whole } from "../../cli/options.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { answerKey, distinctRequests, ENCODE_ALL } from "../../../../src/evaluation/arms.ts";
import { readArms, SPELLINGS } from "../core/read-arms.ts";
import {
  compareEncodes,
  compareMethods,
  comparePositions,
} from "../../../../src/evaluation/compare-arms.ts";
import { openLog } from "../core/log.ts";
import { commandText, measureClips, suiteOutput } from "../core/measure.ts";
import { pairedRows } from "../../../../src/evaluation/paired-rows.ts";
import { textTable } from "../../../../src/evaluation/table.ts";
import { type RequestRecord, scoreOf, tally } from "../../../../src/evaluation/tally-arms.ts";
import { percent } from "../../../../src/evaluation/tally.ts";
import { checkRuntimes } from "./check-runtimes.ts";
import { ENCODE_SPELLINGS, encodeSettings, readEncodes } from "../../cli/encode-options.ts";
import { FILM_SPELLING, filmClip, readFilm } from "./film.ts";
import { clipRecord } from "./record.ts";
import { encodedText, type EvalDocument, reportMarkdown, typesOf } from "./report.ts";
import { suiteClips } from "./suite.ts";

export const CLIPS_HELP = `Asks every question of held-out drawn clips, each a real video file, and counts the exact answers.

  --clips N              how many clips (default 24; 400 ask at least 100 of each type)
  --seed S               where the clips' seeds begin (default 10000)
  --methods LIST         of ${SPELLINGS}
                         (default vidcom2); the first is compared with each of the others
  --retentions LIST      shares of tokens to keep (default 1,0.25)
  --positions LIST       of original, compact: where kept tokens stand (default: the model's own)
  --encode LIST          what of the frames goes through the vision encoder: ${ENCODE_SPELLINGS}
                         (default all); the first is compared with each of the others
  --film F               ${FILM_SPELLING}: clips are filmed by ffmpeg at that rate factor, with grain (default: VP9, very high quality)
  --frames N             frames to look at (default: all of the clip's, 8 to 48)
  --check-runtimes K     instead of measuring, ask K clips on webgpu and on wasm and compare the answers
${SUITE_HELP}`;

export const HARD_HELP = `Asks the same questions about the same clips, with what disturbs them in the hard world: the
camera moves and zooms over textures that change, the scene is cut from view to view, small things move about, needles
drift, the light changes, and pictures have sensor noise and the blocks of strong compression. Its options are those of
"lab eval clips".
`;

const COUNT = number(whole(1, 100_000));

const OPTIONS = {
  clips: or(COUNT, 24),
  seed: or(number(whole(0, 999_999)), 10_000),
  methods: or(text, "vidcom2"),
  retentions: or(text, "1,0.25"),
  positions: text,
  encode: or(text, ENCODE_ALL),
  film: text,
  frames: or(number(FRAMES), null),
  "check-runtimes": COUNT,
  ...SUITE,
};

/** Returns the suite of a world; the `args` of its run come without its name. */
export const evalClips =
  (world: World) =>
  (args: readonly string[], context: VerbContext): Promise<string> =>
    evaluate(world, args, context);

const SUITE_NAMES: Readonly<Record<World, string>> = { plain: "clips", hard: "clips-hard" };

async function evaluate(
  world: World,
  args: readonly string[],
  context: VerbContext,
): Promise<string> {
  const given = readOptionsOnly(`eval ${SUITE_NAMES[world]}`, args, OPTIONS);
  const { seed, frames, runtime, jobs, timeout: quietSec, out, json } = given;
  const encodes = readEncodes(given.encode);
  const film = given.film === undefined ? null : readFilm(given.film);
  const arms = readArms(given.methods, given.retentions, given.positions, encodes);
  const checked = given["check-runtimes"];
  const clips = suiteClips(checked ?? given.clips, seed);
  const chosen = chooseModel(given.model);
  const requests = distinctRequests(arms);
  if (checked !== undefined) {
    return checkRuntimes(context, clips, { chosen, quietSec, world, frames, requests, json });
  }

  const log = openLog<RequestRecord>(out === undefined ? null : personPath(out), {
    model: chosen.id,
    runtime,
    seed,
    frames,
    ...(world === "plain" ? {} : { world }), // logs of the plain world are older than the other
    ...(film !== null && { film }),
  });
  const folder = mkdtempSync(join(tmpdir(), "framewise-film-"));
  const filmed = async (spec: ClipSpec, lab: Lab): Promise<void> => {
    if (film === null) return;
    const path = join(folder, `clip-${spec.seed}.mp4`);
    await filmClip(spec, film, path);
    await lab.giveFiles([path]);
  };
  const adapter = await measureClips(
    context,
    { chosen, runtime, jobs, quietSec },
    {
      clips,
      log,
      keys: encodes.flatMap((encode) => requests.map((request) => answerKey(encode, request))),
      async ask({ lab }, { index, seed, ticks }) {
        await filmed(sampleClip(seed, { frames: ticks, world }), lab);
        for (const spelling of encodes) {
          const keyOf = (request: PlanRequest): string => answerKey(spelling, request);
          const missing = requests.filter((request) => !log.has(index, [keyOf(request)]));
          if (missing.length === 0) continue;
          const encode = encodeSettings(spelling);
          const isFilmed = film !== null;
          const clip = { world, seed, ticks, frames, isFilmed, encode, requests: missing };
          log.add(clipRecord(index, missing.map(keyOf), await lab.call("evalClip", clip)));
        }
      },
      score: () => scoreOf(log.results()),
    },
  ).finally(() => rmSync(folder, { recursive: true, force: true }));
  const document: EvalDocument = {
    model: chosen.id,
    world,
    adapter,
    runtime: log.runtime ?? runtime,
    clips: clips.length,
    seed,
    frames,
    command: commandText([SUITE_NAMES[world], ...args], ["--out", "--report"]),
    arms: tally(arms, log.records(clips)),
    byPositions: comparePositions(arms, log.records(clips)),
    byMethod: compareMethods(arms, log.records(clips)),
    byEncode: compareEncodes(arms, log.records(clips)),
  };
  return suiteOutput(given, document, { markdown: reportMarkdown, text: evalText });
}

function evalText({ arms, byPositions, byMethod, byEncode }: EvalDocument): string {
  const types = typesOf(arms);
  const isChosen = byEncode.length > 0;
  const table = textTable([
    [
      "method",
      "retention",
      "positions",
      ...(isChosen ? ["encode", "encoded"] : []),
      "kept",
      ...types,
      "all",
    ],
    ...arms.map((arm) => [
      arm.method,
      String(arm.retention),
      arm.positions ?? "–",
      ...(isChosen ? [arm.encode, encodedText(arm)] : []),
      `${Math.round(arm.tokens.kept)}/${arm.tokens.total}`,
      ...types.map((type) => percent(arm.byType[type])),
      percent(arm),
    ]),
  ]);
  const ofAll = [byMethod, byPositions, byEncode].map((all) =>
    all.filter(({ type }) => type === "all"),
  );
  const paired = ofAll.flatMap((rows) =>
    rows.length === 0 ? [] : ["", textTable(pairedRows(rows))],
  );
  return [table, ...paired, ""].join("\n");
}
