// The calls of the bench of hours, which runs in a worker of its own, because only workers write to the disk as the engine does.

import type { RuntimeChoice } from "../../../../src/engine/api.ts";
import { once, type CallTable } from "../../../../src/engine/rpc/service.ts";
import type { ReadSettings } from "../../../../src/memory/read-settings.ts";
import type { HoursAnswer, HoursPoint } from "./hours-memory.ts";

export interface HoursArgs {
  /** A served folder. */
  readonly model: { readonly id: string; readonly url: string };
  readonly runtime: RuntimeChoice;
  /** What the detailed entries of a memory may take of main memory. */
  readonly hostBytes: number;
  readonly read: Partial<ReadSettings>;
  /** Whether it is written to the disk while it is read, as the page wants it. */
  readonly isKept: boolean;
  /** Whether the shaders run on the processor, as in a browser without a graphics adapter. */
  readonly isWithoutAdapter: boolean;
}

export interface HoursBench {
  /** Loads the model. */
  open(args: HoursArgs): Promise<{ readonly runtime: string; readonly title: string }>;
  /** Begins a memory and returns its number. */
  begin(): Promise<number>;
  readUntil(memory: number, frames: number): Promise<HoursPoint>;
  /** Asks each memory in turn, so many times, after a question each that does not count. */
  askInTurn(memories: readonly number[], repeats: number): Promise<HoursAnswer[][]>;
  close(memory: number): Promise<void>;
}

export const HOURS_CALLS: CallTable<HoursBench> = {
  open: once(),
  begin: once(),
  readUntil: once(),
  askInTurn: once(),
  close: once(),
};
