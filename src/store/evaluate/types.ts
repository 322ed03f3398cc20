// What the page knows of evaluations: a model asked the questions of a benchmark that lies in a folder of this computer.

import type { PlainError } from "../../base/errors.ts";
import type { BenchmarkId, FoundSamples, Protocol, Sample } from "../../benchmarks/benchmark.ts";
import type { GraphRuntime, MethodId } from "../../engine/api.ts";
import type { Shard, VideoSamples } from "../../evaluation/choose-samples.ts";
import type { ClipRecord } from "../../evaluation/results.ts";
import type { SampleResult } from "../../evaluation/samples-work.ts";
import type { Count } from "../video/types.ts";

/** What the next evaluation asks, and how. */
export interface EvaluateSetup {
  /** Null for the one that the folder holds. */
  readonly benchmark: BenchmarkId | null;
  /** Null for the model in use. */
  readonly modelId: string | null;
  readonly methods: readonly MethodId[];
  readonly retentions: readonly number[];
  /** How many questions, drawn over all tasks; null for all. */
  readonly limit: number | null;
  /** Which of several equal parts of the videos, so that several computers can share them. */
  readonly shard: Shard;
  /** Whether prompts have subtitles, where the benchmark has them. */
  readonly hasSubtitles: boolean;
  /** Whose prompts and reading of answers. */
  readonly protocol: Protocol;
}

/** The folder that was chosen. */
export type FolderPhase =
  | { readonly phase: "none" }
  | { readonly phase: "reading"; readonly name: string }
  | { readonly phase: "failed"; readonly error: PlainError }
  | {
      readonly phase: "ready";
      readonly name: string;
      readonly benchmark: BenchmarkId;
      readonly found: FoundSamples;
    };

/** What answers were made with. */
export interface MadeWith {
  readonly adapter: string;
  readonly runtime: GraphRuntime;
  readonly precision: string;
}

/** One of equal parts of the videos. */
export interface AskedPart {
  /** Its number, from 1. */
  readonly part: number;
  readonly samples: number;
  readonly videos: number;
}

/** An evaluation as it is kept on the disk, without its answers. */
export interface EvaluationHead {
  readonly id: string;
  readonly benchmark: BenchmarkId;
  readonly folderName: string;
  /** The folder, where the browser gave a handle; else it has to be chosen again after a reload. */
  readonly handle: FileSystemDirectoryHandle | null;
  readonly protocol: Protocol;
  readonly hasSubtitles: boolean;
  readonly frames: number;
  readonly modelId: string;
  /** The model's `model_type`. */
  readonly family: string;
  readonly digests: { readonly model: string | null; readonly data: string };
  readonly methods: readonly MethodId[];
  readonly retentions: readonly number[];
  readonly limit: number | null;
  /** Into how many parts the videos are divided, and which of them were asked here or added; without them all are one part. */
  readonly partsOf?: number | undefined;
  readonly parts?: readonly AskedPart[] | undefined;
  readonly remarks: readonly string[];
  readonly startedMs: number;
  /** Milliseconds since 1970 at the last answer. */
  readonly askedMs: number;
  readonly samples: number;
  readonly videos: number;
  /** How many of the samples were asked under every plan, failed ones included. */
  readonly asked: number;
  readonly score: { readonly right: number; readonly n: number; readonly failed: number };
  /** The mean milliseconds of an answer, all that goes with it included; null before the first. */
  readonly answerMs: number | null;
  readonly madeWith: readonly MadeWith[];
}

/** One sample and what was answered, as it is kept on the disk. */
export interface KeptSample extends ClipRecord<SampleResult> {
  readonly sample: Sample;
}

export interface Evaluation {
  readonly head: EvaluationHead;
  /** `interrupted`: it was not brought to its end; why, if something failed, is in `error`. */
  readonly phase: "running" | "interrupted" | "done";
  readonly error: PlainError | null;
  /** Samples that are known: all of them once the folder was read, else those that were asked. */
  readonly videos: readonly VideoSamples[];
  readonly records: readonly ClipRecord<SampleResult>[];
  /** What is waited for before the next video is asked about; null while it is asked. */
  readonly waiting: EvaluationWait | null;
  /** Milliseconds that are left at the pace so far; null before the first video of this start. */
  readonly restMs: number | null;
}

export type EvaluationWait =
  | { readonly kind: "folder" }
  | { readonly kind: "model"; readonly count: Count | null };

export interface EvaluateState {
  readonly folder: FolderPhase;
  readonly setup: EvaluateSetup;
  /** The evaluations on this disk, the latest first; null before they were looked for. */
  readonly kept: readonly EvaluationHead[] | null;
  /** The one on show; null shows the setup. */
  readonly shown: Evaluation | null;
  /** The one that is being asked, whether it is on show or not. */
  readonly runningId: string | null;
  /** The ids of evaluations that are being asked in other tabs. */
  readonly elsewhereIds: readonly string[];
  /** Whether the screen is kept on meanwhile; null when nothing is asked, or it is not known yet. */
  readonly isAwake: boolean | null;
}

/** A folder as the reader picked it: by a handle, or as the list of its files. */
export type PickedSource =
  | { readonly kind: "handle"; readonly handle: FileSystemDirectoryHandle }
  | { readonly kind: "files"; readonly files: readonly File[] };

export interface EvaluateActions {
  /** Looks for the evaluations on this disk. */
  readonly refreshEvaluations: () => Promise<void>;
  /** Reads a folder: which benchmark it holds, and which of its videos are there. */
  readonly chooseEvaluationFolder: (source: PickedSource) => Promise<void>;
  readonly setUpEvaluation: (change: Partial<EvaluateSetup>) => Promise<void>;
  /** Begins what is set up; does nothing while something is being answered. */
  readonly startEvaluation: () => Promise<void>;
  /**
   * Asks what is left of the evaluation on show; with `isRetrying` also what failed. The browser may ask whether the page may
   * read the folder. `source` is given where the folder had to be chosen again.
   */
  readonly goOnWithEvaluation: (how: {
    readonly isRetrying: boolean;
    readonly source?: PickedSource;
  }) => Promise<void>;
  /**
   * Adds the answers of a file that another page saved of the same evaluation, such as those of another part of the videos, to the
   * one on show. What is wrong with it is told there.
   */
  readonly addAnswers: (file: Blob) => Promise<void>;
  /** Shows an evaluation of this disk, or the setup. */
  readonly showEvaluation: (id: string | null) => Promise<void>;
  /** Deletes an evaluation and its answers from this disk; does nothing while it is being asked, here or in another tab. */
  readonly removeEvaluation: (id: string) => Promise<void>;
}
