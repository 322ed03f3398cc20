// Which videos were open, as they are kept: by where they came from, without their bytes.

import type { State } from "../types.ts";
import { openIn } from "../video/state.ts";
import type { FileOrigin, VideoFile } from "../video/types.ts";
import type { KeptPart } from "./part.ts";
import { either, exactly, fields, isNumber, isText, isWhole, listOf, orNull } from "./shape.ts";

export interface KeptFiles {
  /** The files, without their bytes. */
  readonly files: readonly Pick<VideoFile, "key" | "name" | "origin">[];
  /** The key of the one that is open. */
  readonly open: number | null;
}

type Origin<K extends FileOrigin["kind"]> = Extract<FileOrigin, { readonly kind: K }>;

const isOrigin = either(
  fields<Origin<"sample">>({ kind: exactly("sample"), file: isText }),
  fields<Origin<"address">>({ kind: exactly("address"), url: isText }),
  fields<Origin<"disk">>({
    kind: exactly("disk"),
    name: isText,
    bytes: isWhole,
    modifiedMs: isNumber,
  }),
  fields<Origin<"live">>({ kind: exactly("live"), startedMs: isNumber }),
  fields<Origin<"memory">>({ kind: exactly("memory"), id: isText }),
);

/** A file that is being opened is the last one that became known. */
const openKey = ({ video, files }: State): number | null =>
  (video.phase === "opening" ? files.at(-1)?.key : openIn(video)?.file.key) ?? null;

export const FILES: KeptPart<KeptFiles> = {
  name: "files",
  version: 2,
  words: "Which videos were open",
  inputs: (state) => [state.files, openKey(state)],
  of: (state) => ({
    files: state.files.map(({ key, name, origin }) => ({ key, name, origin })),
    open: openKey(state),
  }),
  isIt: fields<KeptFiles>({
    files: listOf(
      fields<KeptFiles["files"][number]>({ key: isWhole, name: isText, origin: isOrigin }),
    ),
    open: orNull(isWhole),
  }),
};
