// The state of one model of the list, as one union, so that its row cannot show half of two things.

import type { EntryPrecision, Fit, ModelEntry, StoredModel } from "../../engine/models.ts";
import { begunPrecision, storedPrecisions } from "../../store/models/selectors.ts";
import type { DownloadState, ModelPhase } from "../../store/models/types.ts";

export type RowState =
  | { readonly kind: "in-use"; readonly isResting: boolean }
  | { readonly kind: "loading"; readonly share: number }
  | { readonly kind: "download"; readonly download: DownloadState }
  /** On this computer; one press takes it into use. */
  | { readonly kind: "here" }
  | { readonly kind: "from-folder" }
  | { readonly kind: "fetchable" }
  | { readonly kind: "unknown-gpu" }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

interface RowInput {
  readonly entry: ModelEntry;
  readonly model: ModelPhase;
  readonly stored: StoredModel | null;
  readonly download: DownloadState | undefined;
  readonly fit: Fit | null;
  /** The version chosen by the reader. */
  readonly chosenId: string | null;
}

/** The version that a press of the row's button would take. */
export function shownPrecision({ entry, model, stored, download, fit, chosenId }: RowInput) {
  const usedId = model.phase === "ready" && model.info.id === entry.id ? model.info.precision : "";
  const find = (id: string | null | undefined): EntryPrecision | undefined =>
    entry.precisions.find((one) => one.id === id);
  return (
    find(chosenId) ??
    find(usedId) ??
    find(download?.precisionId) ??
    begunPrecision(entry, stored) ??
    storedPrecisions(entry, stored)[0] ??
    fit?.precision ??
    null
  );
}

export function rowState(input: RowInput): RowState {
  const { entry, model, stored, download, fit } = input;
  const precision = shownPrecision(input);
  if (download !== undefined) return { kind: "download", download };
  const isLoaded = model.phase === "ready" || model.phase === "unloaded";
  const { chosenId } = input;
  if (
    isLoaded &&
    model.info.id === entry.id &&
    // Another version than the one that runs is chosen to be loaded, or fetched.
    (chosenId === null || chosenId === model.info.precision)
  ) {
    return { kind: "in-use", isResting: model.phase === "unloaded" };
  }
  if (model.phase === "loading" && model.id === entry.id) {
    return {
      kind: "loading",
      share: model.totalBytes > 0 ? model.doneBytes / model.totalBytes : 0,
    };
  }
  const begun = begunPrecision(entry, stored);
  if (stored !== null && begun !== null && begun.id === precision?.id) {
    const { doneBytes, bytes } = stored;
    const paused = { precisionId: begun.id, doneBytes, totalBytes: bytes };
    return { kind: "download", download: { phase: "paused", ...paused } };
  }
  if (entry.source === "page") return { kind: "here" };
  const isHere = storedPrecisions(entry, stored).some(({ id }) => id === precision?.id);
  if (isHere) return { kind: "here" };
  if (fit === null) return { kind: "unknown-gpu" };
  if (precision === null) {
    return { kind: "refused", reasons: fit.closest.reasons };
  }
  return { kind: entry.source === "folder" ? "from-folder" : "fetchable" };
}
