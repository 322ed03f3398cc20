// The list of clips that ship with the page. Read from outside, so every entry is checked before it is believed.

import { AppError } from "../../base/errors.ts";
import type { Sample } from "./types.ts";

type Loose = Record<string, unknown>;

const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function parseSample(entry: unknown): Sample | null {
  if (!isObject(entry)) return null;
  const file = text(entry["file"]);
  const title = text(entry["title"]);
  if (file === "" || title === "") return null;
  const questions = Array.isArray(entry["questions"]) ? (entry["questions"] as unknown[]) : [];
  return {
    file,
    title,
    about: text(entry["about"]),
    durationSec: typeof entry["durationSec"] === "number" ? entry["durationSec"] : 0,
    questions: questions.filter(isObject).flatMap((one) => {
      const question = text(one["question"]);
      return question === "" ? [] : [{ question, answer: text(one["answer"]) }];
    }),
  };
}

/** @throws AppError `samples-missing` when the list cannot be read or holds no clip. */
export async function readSamples(baseUrl: string, get: typeof fetch): Promise<Sample[]> {
  let cause: unknown;
  try {
    const response = await get(new URL("samples/samples.json", baseUrl));
    const list: unknown = response.ok ? await response.json() : null;
    const samples = Array.isArray(list) ? list.map(parseSample).filter((one) => one !== null) : [];
    if (samples.length > 0) return samples;
  } catch (thrown) {
    cause = thrown;
  }
  throw new AppError(
    "samples-missing",
    "The list of sample clips could not be read.",
    "Open a video of your own, or reload the page.",
    { cause },
  );
}

export const sampleUrl = (sample: Sample, baseUrl: string): string =>
  new URL(`samples/${sample.file}`, baseUrl).href;
