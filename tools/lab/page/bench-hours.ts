// Hours of a source without end, in a worker of their own. This is the page's part.

import { must } from "../../../src/base/assert.ts";
import { AppError } from "../../../src/base/errors.ts";
import { createClient } from "../../../src/engine/rpc/client.ts";
import { HOURS_CALLS, type HoursArgs, type HoursBench } from "./hours/calls.ts";
import type { HoursAnswer, HoursPoint } from "./hours/hours-memory.ts";
import { note } from "./note.ts";

let bench: HoursBench | undefined;

const started = (): HoursBench => must(bench, "what benchHoursOpen starts");

export function benchHoursOpen(
  args: HoursArgs,
): Promise<{ readonly runtime: string; readonly title: string }> {
  const worker = new Worker(new URL("./hours/hours.worker.ts", import.meta.url), {
    type: "module",
    name: "framewise-bench-hours",
  });
  const failed = (code: string) => (): AppError => new AppError(code, "The worker is gone.", "");
  const client = createClient<HoursBench, number>(worker, HOURS_CALLS, {
    crashed: (reason) => new AppError("lab-crashed", `The worker stopped: ${reason}.`, ""),
    disposed: failed("lab-crashed"),
  });
  client.subscribe(() => note(""));
  bench = client.service;
  return bench.open(args);
}

export const benchHoursBegin = (): Promise<number> => started().begin();

export const benchHoursRead = ({
  memory,
  frames,
}: {
  readonly memory: number;
  readonly frames: number;
}): Promise<HoursPoint> => started().readUntil(memory, frames);

export const benchHoursAsk = ({
  memories,
  repeats,
}: {
  readonly memories: readonly number[];
  readonly repeats: number;
}): Promise<HoursAnswer[][]> => started().askInTurn(memories, repeats);

export const benchHoursClose = ({ memory }: { readonly memory: number }): Promise<void> =>
  started().close(memory);
