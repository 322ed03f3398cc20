// How frames are filtered and normalised, from a folder's settings for pictures and for videos.

import { configError, type JsonFile } from "../../base/json.ts";
import type { ConfigFiles, PixelConfig, Resample } from "./adapter.ts";

/** Pillow's numbers for its filters. */
const PILLOW_FILTERS: ReadonlyMap<number, Resample> = new Map([
  [1, "lanczos"],
  [2, "bilinear"],
  [3, "bicubic"],
]);

/** Returns the preprocessor's fields for videos: those for videos override those for pictures. */
export const videoFields = ({ preprocessor, videoPreprocessor }: ConfigFiles): JsonFile =>
  videoPreprocessor?.over(preprocessor.raw) ?? preprocessor;

export function readPixels(file: JsonFile): PixelConfig {
  const number = file.number("resample", 3);
  const resample = PILLOW_FILTERS.get(number);
  if (resample === undefined) {
    throw configError(
      `The preprocessor's "resample" is ${number}; wanted 1 (Lanczos), 2 (bilinear) or 3 (bicubic).`,
    );
  }
  return {
    resample,
    rescale: file.number("rescale_factor", 1 / 255),
    mean: triple(file, "image_mean"),
    std: triple(file, "image_std"),
  };
}

function triple(file: JsonFile, key: string): [red: number, green: number, blue: number] {
  const [red, green, blue] = file.numbers(key);
  if (red === undefined || green === undefined || blue === undefined) {
    throw configError(
      `The preprocessor's "${key}" does not give three numbers for red, green and blue.`,
    );
  }
  return [red, green, blue];
}
