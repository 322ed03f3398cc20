// Opens the files of earlier visits again, and forgets them.

import type { PlainError } from "../../base/errors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions } from "../types.ts";
import type { Notice } from "../view/types.ts";
import type { VideoFile } from "../video/types.ts";
import { recentOf } from "./recent-of.ts";
import type { FoundFile, RecentActions, RecentFile } from "./types.ts";

interface Ways {
  readonly openFiles: Actions["openFiles"];
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
}

const gone = ({ name }: RecentFile): PlainError => ({
  code: "file-gone",
  message: `${name} is no longer where it was.`,
  hint: "It was moved, renamed or deleted. Choose it from its new place.",
});
const refused = ({ name }: RecentFile): PlainError => ({
  code: "file-refused",
  message: `${name} was not opened, because the browser may not read it.`,
  hint: "Open it again and allow the page to see it, or choose it from the disk.",
});

export function createRecentActions(
  { env, get, set }: SessionContext,
  { openFiles, notify }: Ways,
) {
  const refreshRecent = async () => set({ recent: await env.recent.list() });
  const forgetRecent = async (id: string) => {
    await env.recent.forget(id);
    await refreshRecent();
  };
  /** Finds a file, and says why when it cannot be read. */
  const find = async (id: string): Promise<Extract<FoundFile, { kind: "found" }> | null> => {
    const known = get().recent.find((one) => one.id === id);
    if (known === undefined) return null;
    const found = await env.recent.find(id, true);
    if (found.kind === "found") return found;
    notify(found.kind === "gone" ? gone(known) : refused(known));
    if (found.kind === "gone") await forgetRecent(id);
    return null;
  };
  return {
    refreshRecent,
    forgetRecent,
    openRecent: async (id) => {
      const found = await find(id);
      if (found !== null) await openFiles([found.file], [found.handle]);
    },
    /** Finds a file of this session. */
    findAgain: async ({ origin }) => {
      const recent = recentOf(get().recent, origin);
      return recent === null ? null : ((await find(recent.id))?.file ?? null);
    },
  } satisfies RecentActions & { readonly findAgain: (file: VideoFile) => Promise<File | null> };
}
