// What a benchmark of multiple-choice questions about videos is: where its samples lie in a folder, how they are asked,
// which letter an answer means, and how right ones become a mean. One file each; catalogue.ts lists them.

import type { TimeRange } from "../base/time-range.ts";
import type { BenchmarkFolder } from "./folder.ts";

/** Which lmms-eval is followed: 0.3.0, of the time of the papers, or 0.7.3. Prompts and the reading of answers differ. */
export type Protocol = "2025" | "2026";

export const PROTOCOLS: Readonly<Record<Protocol, string>> = {
  "2025": "lmms-eval 0.3.0",
  "2026": "lmms-eval 0.7.3",
};

export type BenchmarkId =
  | "mvbench"
  | "videomme"
  | "mlvu"
  | "longvideobench"
  | "vnbench"
  | "nextqa"
  | "egoschema";

/** One question with its options. */
export interface Sample {
  /** A name that no other sample of the benchmark has. */
  readonly id: string;
  /** The row of the table that it counts in. */
  readonly task: string;
  /** Further tables that it counts in, by their name: `{ duration: "long" }`. */
  readonly groups: Readonly<Record<string, string>>;
  /** Samples with the same name are one, and right when all of them are; the sample's own id where it stands alone. */
  readonly together: string;
  /** The video's path in the folder, or the folder of its pictures; null where neither is there. */
  readonly video: string | null;
  /** Where it was looked for, for people. */
  readonly wanted: string;
  /** What is looked at of it, seconds; undefined for all of it. */
  readonly range?: TimeRange | undefined;
  /** Set where `video` is a folder of pictures: how many of them there are for each second. */
  readonly picturesPerSec?: number | undefined;
  /** The path of its subtitles; undefined where there are none. */
  readonly subtitles?: string | undefined;
  /** Seconds of the source before the video begins, which subtitles count too. */
  readonly subtitlesFromSec?: number | undefined;
  readonly question: string;
  readonly options: readonly string[];
  /** The place of the right option. */
  readonly answer: number;
}

/** The samples of a folder, and what a reader should know about how they were found. */
export interface FoundSamples {
  readonly samples: readonly Sample[];
  /** Sentences about records that were left out or read otherwise than published. */
  readonly remarks: readonly string[];
  /** The annotation files that were read. */
  readonly files: readonly string[];
}

/** What a prompt with subtitles needs to know of the opened video. */
export interface Seen {
  /** The text of the file of subtitles; null where there is none. */
  readonly subtitles: string | null;
  /** The times of the frames that are looked at, seconds. */
  readonly timesSec: readonly number[];
  readonly durationSec: number;
  /** The mean number of frames a second. */
  readonly framesPerSec: number;
}

/** The letter that an answer means. */
export interface SaidLetter {
  /** "A", "B" …; null where it says none. */
  readonly letter: string | null;
  /** Whether the answer said none, and the protocol then draws one. */
  readonly isGuess: boolean;
}

/** A sample's answer, judged. */
export interface Judged {
  readonly sample: Sample;
  readonly isRight: boolean;
  /** Whether anything was said at all. */
  readonly isAnswered: boolean;
}

export interface Benchmark {
  readonly id: BenchmarkId;
  /** Its name for people. */
  readonly name: string;
  /** Where it is published, for people. */
  readonly source: string;
  /** The files that a folder of it has, in words, for messages. */
  readonly layout: string;
  /** The number of frames that published results look at. */
  readonly frames: number;
  /** The most tokens of an answer. */
  readonly maxTokens: number;
  /** Whether its prompts can hold subtitles. */
  readonly hasSubtitles: boolean;
  /** What is done otherwise than by the reference, in sentences. */
  readonly deviations: readonly string[];
  /** The annotation files of a folder; empty where it holds none of this benchmark. */
  annotations(folder: BenchmarkFolder): Promise<readonly string[]>;
  /** Reads the samples. @throws AppError `bench-records`. */
  find(folder: BenchmarkFolder, files: readonly string[]): Promise<FoundSamples>;
  /** The text of the question; with `seen`, with subtitles. */
  prompt(sample: Sample, protocol: Protocol, seen?: Seen): string;
  /** Reads what an answer says. */
  letterOf(text: string, sample: Sample, protocol: Protocol): SaidLetter;
  /** The mean of a run in percent as the paper computes it; NaN without samples. */
  readonly mean: (judged: readonly Judged[], protocol: Protocol) => number;
  /** What that mean is, in words. */
  readonly meanWords: string;
}

/** The letter of an option by its place. */
export const letterAt = (place: number): string => String.fromCharCode(65 + place);

/** "A", "B" … for each option. */
export const lettersOf = (options: readonly unknown[]): string[] =>
  options.map((_, place) => letterAt(place));
