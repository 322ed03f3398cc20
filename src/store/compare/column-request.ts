// What a column asks with, taken apart: its plan, and its look, which is a model and a number of frames.

import type { Looked, PlanRequest } from "../../engine/api.ts";
import type { ColumnRequest, ComparedColumn, Comparison } from "./types.ts";

/** A model and a number of frames; what is missing is as in the comparison. */
export type Look = Pick<ColumnRequest, "modelId" | "frames">;

export const planOf = ({ modelId: _model, frames: _frames, ...plan }: ColumnRequest): PlanRequest =>
  plan;

export const lookOf = ({ modelId, frames }: Look): Look => ({
  ...(modelId !== undefined && { modelId }),
  ...(frames !== undefined && { frames }),
});

export const isSameLook = (one: Look, other: Look): boolean =>
  one.modelId === other.modelId && one.frames === other.frames;

/** Returns a request without what is so already: the model in use, and the number of its frames. */
export function withoutOwn(
  request: ColumnRequest,
  own: { readonly modelId: string | null; readonly frames: number | null },
): ColumnRequest {
  const { modelId, frames } = request;
  if (modelId !== undefined && modelId !== own.modelId) return request;
  return { ...planOf(request), ...lookOf({ frames: frames === own.frames ? undefined : frames }) };
}

/** Returns the column with all tokens of the same model and frames. */
export const referenceOf = (
  columns: readonly ComparedColumn[],
  { request }: Pick<ComparedColumn, "request">,
): ComparedColumn | undefined =>
  columns.find((one) => one.isReference && isSameLook(one.request, request));

/** Columns of one look, by their places. */
export interface LookGroup {
  readonly look: Look;
  readonly places: readonly number[];
}

/** Returns the columns by look, each model's together: first those of the comparison's own model, and of these its own frames. */
export function groupsOf(columns: readonly Pick<ComparedColumn, "request">[]): LookGroup[] {
  const looks = columns
    .map(({ request }) => lookOf(request))
    .filter((look, i, all) => all.findIndex((one) => isSameLook(one, look)) === i);
  const models = [undefined, ...new Set(looks.flatMap(({ modelId }) => modelId ?? []))];
  const rank = ({ modelId, frames }: Look): number =>
    2 * models.indexOf(modelId) + (frames === undefined ? 0 : 1);
  return looks
    .toSorted((a, b) => rank(a) - rank(b))
    .map((look) => ({
      look,
      places: [...columns.entries()].flatMap(([place, { request }]) =>
        isSameLook(request, look) ? [place] : [],
      ),
    }));
}

/** Returns the model of a column. */
export const modelIdOf = (
  { modelId }: Pick<Comparison, "modelId">,
  { request }: Pick<ComparedColumn, "request">,
): string => request.modelId ?? modelId;

/** Returns the number of frames of a column; null until it is known. */
export function framesOfColumn(
  { video }: Pick<Comparison, "video">,
  { request, look }: Pick<ComparedColumn, "request" | "look">,
): number | null {
  if (look !== undefined) return look.frames;
  return isSameLook(request, {}) ? video.frames : (request.frames ?? null);
}

/** Returns how a column's frames were chosen; null until it is known. */
export function lookedOf(
  { video }: Pick<Comparison, "video">,
  { request, look }: Pick<ComparedColumn, "request" | "look">,
): Looked | null {
  return look?.looked ?? (isSameLook(request, {}) ? video.looked : null);
}
