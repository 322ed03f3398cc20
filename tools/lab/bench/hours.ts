// npm run bench -- hours: hours of a source without end, simulated, after which nothing may be more than after the first.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_READ_SETTINGS } from "../../../src/engine/catalogue.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import type { Lab } from "../browser/lab.ts";
import { type ChosenModel, modelUrl } from "../cli/model.ts";
import { flag, number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { HoursArgs } from "../page/hours/calls.ts";
import { MODELS, withEachModel } from "./benched-models.ts";
import { heldOnHeap } from "./heap.ts";
import { type HoursAnswers, hoursCells, type HoursHeld, hoursLines } from "./hours-lines.ts";
import { benchOptions, createReport } from "./report.ts";

export const HOURS_HELP = `With hours:
  --models LIST       as with whole
  --hours N           (default 8), a frame a second
  --chunk-frames N    (default 8)
  --host-mb N         of main memory for detailed entries, beyond which they go to the disk (default 16)
  --repeats N         medians of N questions to each of two memories in turn, at least 5 (default 15)
  --adapter           runs shaders on the graphics adapter, and graphs where that is sooner; by default both run on the processor,
                      as in a browser without an adapter
`;

const OPTIONS = {
  ...MODELS,
  hours: or(number(whole(2, 48)), 8),
  "chunk-frames": or(number(whole(1, 64)), DEFAULT_READ_SETTINGS.chunkFrames),
  "host-mb": or(number(whole(1, 4096)), 16),
  repeats: or(number(whole(5, 1000)), 15),
  adapter: flag,
  ...benchOptions("bench-hours.json"),
};

const HOUR_FRAMES = 3_600;

interface HoursOptions extends Omit<HoursArgs, "model"> {
  readonly hours: number;
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
    repeats,
    runtime: adapter ? "fastest" : "wasm",
    isWithoutAdapter: !adapter,
    hostBytes: given["host-mb"] * 2 ** 20,
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
  await withEachModel(given.models, async (model) => {
    // A profile folder, so that what is kept is on a disk.
    const profileFolder = mkdtempSync(join(tmpdir(), "framewise-hours-"));
    const lab = { modelFolder: model.folder, quietSec, profileFolder };
    try {
      await withLab(context, lab, async (opened) => {
        browser = opened.version;
        const measured = await measureHours(opened, model, options, context.note);
        all.push(measured);
        report.add(hoursLines(model.id, measured.held, measured));
      });
    } finally {
      rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  return report.finish();
}

async function measureHours(
  lab: Lab,
  model: ChosenModel,
  { hours, repeats, ...args }: HoursOptions,
  note: (text: string) => void,
): Promise<HoursOfModel> {
  const url = modelUrl(lab, model);
  await lab.call("benchHoursOpen", { model: { id: model.id, url }, ...args });
  const begin = async (): Promise<{ id: number; readHour(hour: number): Promise<HoursHeld> }> => {
    const id = await lab.call("benchHoursBegin");
    return {
      id,
      async readHour(hour) {
        const point = await lab.call("benchHoursRead", { memory: id, frames: hour * HOUR_FRAMES });
        const heap = await heldOnHeap(lab.page);
        return {
          ...point,
          hour,
          objectBytes: heap.usedSize,
          bufferBytes: heap.backingStorageSize,
        };
      },
    };
  };
  const long = await begin();
  const held: HoursHeld[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    held.push(await long.readHour(hour));
    note(`${model.id}\n${textTable(hoursCells(held))}`);
  }
  const short = await begin();
  await short.readHour(1);
  const memories = [short.id, long.id];
  const [ofShort = [], ofLong = []] = await lab.call("benchHoursAsk", { memories, repeats });
  for (const memory of memories) await lab.call("benchHoursClose", { memory });
  return { model: model.id, held, short: ofShort, long: ofLong };
}
