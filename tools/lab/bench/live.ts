// npm run bench -- live: a running source of half an hour, as fast as it is read: no chunk is lost, and nothing stays behind.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_READ_SETTINGS } from "../../../src/engine/catalogue.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { RUNTIME } from "../cli/common-options.ts";
import { number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import { MODELS, withEachModel } from "./benched-models.ts";
import { heldOnHeap } from "./heap.ts";
import { liveCells, liveLines, type LiveHeld } from "./live-lines.ts";
import { benchOptions, createReport } from "./report.ts";

export const LIVE_HELP = `With live:
  --models LIST       as with whole
  --minutes N         of the source, a frame a second (default 30), as fast as it is read
  --points N          at which it is asked and measured, at least 3 (default 6)
  --chunk-frames N    (default 8)
  --runtime R         where the graphs run: webgpu, wasm (on the processor), or fastest (default fastest)
`;

const OPTIONS = {
  ...MODELS,
  minutes: or(number(whole(1, 600)), 30),
  points: or(number(whole(3, 60)), 6),
  "chunk-frames": or(number(whole(1, 64)), DEFAULT_READ_SETTINGS.chunkFrames),
  ...RUNTIME,
  ...benchOptions("bench-live.json"),
};

export async function runLive(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench live", args, OPTIONS);
  const { minutes, points, runtime, timeout: quietSec } = given;
  const chunkFrames = given["chunk-frames"];
  const seconds = 60 * minutes;
  let machine: object = {};
  const all: object[] = [];
  const report = createReport(
    context,
    given,
    () => ({ ...machine, minutes, chunkFrames }),
    () => ({ all }),
  );
  await withEachModel(given.models, async (chosen) => {
    // A profile folder, so that what is kept is on a disk.
    const profileFolder = mkdtempSync(join(tmpdir(), "framewise-live-"));
    const options = { chosen, runtime, quietSec, profileFolder };
    try {
      await withModel(context, options, async ({ lab, model, adapter }) => {
        machine = { browser: lab.version, adapter };
        // What kernels and graphs keep is made with the first source.
        await lab.call("benchLiveOpen", { chunkFrames });
        await lab.call("benchLiveUntil", { seconds: chunkFrames });
        await lab.call("benchLiveClose");
        const before = await lab.call("benchLiveOpen", { chunkFrames });
        const held: LiveHeld[] = [];
        for (let point = 1; point <= points; point++) {
          const until = Math.round((seconds * point) / points / chunkFrames) * chunkFrames;
          const now = await lab.call("benchLiveUntil", { seconds: until });
          const { usedSize, backingStorageSize } = await heldOnHeap(lab.page);
          held.push({ ...now, objectBytes: usedSize, bufferBytes: backingStorageSize });
          context.note(`${model.id}\n${textTable(liveCells(held))}`);
        }
        const after = await lab.call("benchLiveClose");
        all.push({ model: model.id, runtime: model.runtime, before, held, after });
        report.add(liveLines(model.id, { before, held, after }));
      });
    } finally {
      rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  return report.finish();
}
