// Keeps the session on the disk as it changes, and brings it back when the page is opened again.

import type { PlainError } from "../../base/errors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Notice } from "../view/types.ts";
import type { State } from "../types.ts";
import type { VideoFile } from "../video/types.ts";
import type { KeptFiles } from "./files-part.ts";
import type { KeptPart } from "./part.ts";
import { PARTS } from "./parts.ts";
import { readRecord, recordOf } from "./record.ts";

/** A dragged slider and the steps of a comparison are written together. */
const WAIT_MS = 300;

export interface KeptSession {
  /** Names this session, now and after a reload; null when nothing is kept. */
  readonly id: string | null;
  /** The key of the file that was open; null without one. */
  readonly open: number | null;
}

const asideOf = (name: string): string => `${name} set aside`;

/** Brings the session back and keeps it from then on, until `signal` is aborted. */
export async function keepSession(
  context: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  notify: (error: PlainError, kind?: Notice["kind"]) => void,
  signal: AbortSignal,
): Promise<KeptSession> {
  const { env, get, set } = context;
  const { kept } = env;
  const id = await kept.claim(env.address.read().hash !== "");
  if (id === null || signal.aborted) return { id: null, open: null };

  /** Returns a part of the last visit; sets one that cannot be read aside, and says so. */
  const bringBack = async <T>(part: KeptPart<T>): Promise<T | null> => {
    const aside = asideOf(part.name);
    const found = await kept.read(id, part.name);
    const now = readRecord(part, found);
    if (now.kind === "read") return now.value;
    const before = readRecord(part, await kept.read(id, aside));
    if (now.kind === "unreadable") {
      await kept.write(id, aside, found);
      await kept.remove(id, part.name);
      notify(now.error, "info");
    }
    if (before.kind !== "read") return null;
    // It was set aside by an earlier version of the page.
    if (now.kind === "none") await kept.remove(id, aside);
    return before.value;
  };
  const bringBackQuietly = <T>(part: KeptPart<T>): Promise<T | null> =>
    bringBack(part).catch(() => null);

  const [settings, files, subtitles, turns, reading, batch, comparisons] = await Promise.all([
    bringBackQuietly(PARTS.settings),
    bringBackQuietly(PARTS.files),
    bringBackQuietly(PARTS.subtitles),
    bringBackQuietly(PARTS.turns),
    bringBackQuietly(PARTS.reading),
    bringBackQuietly(PARTS.batch),
    bringBackQuietly(PARTS.comparisons),
  ]);
  if (signal.aborted) return { id: null, open: null };

  // The reader may have begun meanwhile; what was done since the page is there counts.
  const now = get();
  const compare = {
    ...now.compare,
    setup: settings?.setup ?? now.compare.setup,
    list: [...(comparisons?.list ?? []), ...now.compare.list],
    shown: now.compare.shown ?? comparisons?.shown ?? null,
  };
  const isBegun = now.files.length > 0;
  set({
    ...(settings !== null &&
      !isBegun && {
        choices: {
          ...settings.choices,
          copiesStill: settings.choices.copiesStill ?? now.choices.copiesStill,
          range: null,
        },
        wholeChoices: settings.wholeChoices,
        draft: now.draft === "" ? settings.draft : now.draft,
      }),
    files: [...(files?.files ?? []).map(withoutBytes), ...now.files],
    subtitles: now.subtitles ?? subtitles,
    turns: [...(turns ?? []), ...now.turns],
    interrupted: isBegun ? null : reading,
    batch: now.batch ?? batch,
    compare,
  });

  keepParts(context, subscribe, { id, isBegun, notify, signal });
  return { id, open: isBegun ? null : (files?.open ?? null) };
}

const withoutBytes = (file: KeptFiles["files"][number]): VideoFile => ({
  ...file,
  sample: null,
  blob: null,
});

/** Writes each part when what it is made from has changed; with `isBegun`, also what was done before. */
function keepParts(
  { env, get }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  {
    id,
    isBegun,
    notify,
    signal,
  }: {
    readonly id: string;
    readonly isBegun: boolean;
    readonly notify: (error: PlainError) => void;
    readonly signal: AbortSignal;
  },
): void {
  let hasFailed = false;
  const fail = (thrown: unknown): void => {
    if (hasFailed) return;
    hasFailed = true;
    const why = thrown instanceof Error ? thrown.name : String(thrown);
    notify({
      code: "kept-storage",
      message: `What you do here cannot be kept for a reload: the browser refused to write it (${why}).`,
      hint: "Free some space on this disk; until then, save what you need before you leave the page.",
    });
  };
  const keepPart = <T>(part: KeptPart<T>): ((state: State) => void) => {
    let written = isBegun ? [] : part.inputs(get());
    let isWaiting = false;
    const write = () => {
      if (signal.aborted || !isWaiting) return;
      isWaiting = false;
      const state = get();
      written = part.inputs(state);
      // At once, even beside another write: nothing that waits is done any more when the page is left. They end in their order.
      env.kept.write(id, part.name, recordOf(part, part.of(state))).catch(fail);
    };
    signal.addEventListener("abort", env.whenLeft(write), { once: true });
    return (state) => {
      const inputs = part.inputs(state);
      const isSame =
        inputs.length === written.length && inputs.every((one, i) => Object.is(one, written[i]));
      if (isSame || isWaiting) return;
      isWaiting = true;
      env.after(WAIT_MS, write);
    };
  };
  const keepers = [
    keepPart(PARTS.settings),
    keepPart(PARTS.files),
    keepPart(PARTS.subtitles),
    keepPart(PARTS.turns),
    keepPart(PARTS.reading),
    keepPart(PARTS.batch),
    keepPart(PARTS.comparisons),
  ];
  const keep = (state: State) => keepers.forEach((keeper) => keeper(state));
  keep(get());
  const unsubscribe = subscribe(keep);
  signal.addEventListener("abort", unsubscribe, { once: true });
}
