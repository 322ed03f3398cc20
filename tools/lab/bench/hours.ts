// npm run bench -- hours: hours of a source without end, simulated, after which nothing may be more than after the first.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_READ_SETTINGS } from "../../../src/engine/catalogue.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { ROOT } from "../browser/cache.ts";
import { modelUrl } from "../cli/model.ts";
import { flag, number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { HoursArgs } from "../page/hours/calls.ts";
import { MODELS, withEachModel } from "./benched-models.ts";
import { type HoursAnswers, hoursCells, type HoursHeld, hoursLines } from "./hours-lines.ts";
import { type HoursPlace, inNode, placeInBrowser } from "./hours-place.ts";
import { benchOptions, createReport } from "./report.ts";

export const HOURS_HELP = `With hours:
  --models LIST       as with whole
  --hours N           (default 8), a frame a second
  --hour-frames N     of an hour; fewer make a shorter run (default 3600)
  --chunk-frames N    (default 8)
  --host-mb N         of main memory for detailed entries, beyond which they go to the disk (default 16)
  --repeats N         medians of N questions to each of two memories in turn, at least 5 (default 15)
  --node              runs in Node without a browser: on one thread, and with nothing on a disk
  --adapter           runs shaders on the graphics adapter, and graphs where that is sooner; by default both run on the processor,
                      as in a browser without an adapter
`;

const OPTIONS = {
  ...MODELS,
  hours: or(number(whole(2, 48)), 8),
  "hour-frames": or(number(whole(60, 3600)), 3600),
  "chunk-frames": or(number(whole(1, 64)), DEFAULT_READ_SETTINGS.chunkFrames),
  "host-mb": or(number(whole(1, 4096)), 16),
  repeats: or(number(whole(5, 1000)), 15),
  node: flag,
  adapter: flag,
  ...benchOptions("bench-hours.json"),
};

interface HoursOptions extends Omit<HoursArgs, "model"> {
  readonly hours: number;
  readonly hourFrames: number;
  readonly repeats: number;
}

interface HoursOfModel extends HoursAnswers {
  readonly model: string;
  readonly held: readonly HoursHeld[];
}

export async function runHours(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench hours", args, OPTIONS);
  const { hours, repeats, adapter, timeout: quietSec } = given;
  const options: HoursOptions = {
    hours,
    hourFrames: given["hour-frames"],
    repeats,
    isKept: !given.node,
    runtime: adapter ? "fastest" : "wasm",
    isWithoutAdapter: !adapter,
    // Without a disk all stays in main memory.
    hostBytes: given.node ? Infinity : given["host-mb"] * 2 ** 20,
    read: { chunkFrames: given["chunk-frames"] },
  };
  let browser = "";
  const all: HoursOfModel[] = [];
  const report = createReport(
    context,
    given,
    () => ({ browser, ...options }),
    () => ({ all }),
  );
  const measureModel = async (place: HoursPlace, model: HoursArgs["model"]): Promise<void> => {
    const measured = await measureHours(place, model, options, context.note);
    all.push(measured);
    report.add(hoursLines(model.id, measured.held, measured));
  };
  await withEachModel(given.models, async ({ id, folder }) => {
    if (given.node) {
      const there = folder ?? `${ROOT}/public/models/${id}`;
      await inNode(there, (place, url) => measureModel(place, { id, url: `${url}given/` }));
      return;
    }
    // A profile folder, so that what is kept is on a disk.
    const profileFolder = mkdtempSync(join(tmpdir(), "framewise-hours-"));
    try {
      await withLab(context, { modelFolder: folder, quietSec, profileFolder }, async (lab) => {
        browser = lab.version;
        const url = modelUrl(lab, folder === undefined ? { id } : { id, folder });
        await measureModel(placeInBrowser(lab), { id, url });
      });
    } finally {
      rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  return report.finish();
}

async function measureHours(
  place: HoursPlace,
  model: HoursArgs["model"],
  { hours, hourFrames, repeats, ...args }: HoursOptions,
  note: (text: string) => void,
): Promise<HoursOfModel> {
  await place.open({ model, ...args });
  const readHour = async (memory: number, hour: number): Promise<HoursHeld> => {
    const point = await place.readUntil(memory, hour * hourFrames);
    const { usedSize: objectBytes, backingStorageSize: bufferBytes } = await place.heap();
    return { ...point, hour, objectBytes, bufferBytes };
  };
  const long = await place.begin();
  const held: HoursHeld[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    held.push(await readHour(long, hour));
    note(`${model.id}\n${textTable(hoursCells(held))}`);
  }
  const short = await place.begin();
  await readHour(short, 1);
  const [ofShort = [], ofLong = []] = await place.askInTurn([short, long], repeats);
  for (const memory of [short, long]) await place.close(memory);
  return { model: model.id, held, short: ofShort, long: ofLong };
}
