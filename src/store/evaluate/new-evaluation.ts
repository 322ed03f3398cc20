// An evaluation before anything has been asked.

import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { findModel } from "../../engine/models.ts";
import { samplesOf } from "../../evaluation/about.ts";
import { chooseSamples } from "../../evaluation/choose-samples.ts";
import { digestOfFiles, modelDigestOf } from "../../evaluation/digest.ts";
import { pathsOf, storedModel, storedPrecisions } from "../models/selectors.ts";
import type { State } from "../types.ts";
import type { PickedFolder } from "./picked-folder.ts";
import type { EvaluateState, Evaluation } from "./types.ts";

interface Wanted {
  readonly id: string;
  readonly folder: PickedFolder;
  /** What was found in it. */
  readonly at: EvaluateState["folder"] & { readonly phase: "ready" };
  readonly setup: EvaluateState["setup"];
  readonly modelId: string;
}

/** Returns what is to be asked, with the digests of the model and the data. */
export async function newEvaluation(
  state: State,
  { id, folder, at: { benchmark: benchmarkId, found }, setup, modelId }: Wanted,
): Promise<Evaluation> {
  const benchmark = BENCHMARKS[benchmarkId];
  const { limit, shard } = setup;
  const videos = chooseSamples(found.samples, { tasks: null, limit, shard });
  const asked = { samples: samplesOf(videos).length, videos: videos.length };
  return {
    head: {
      id,
      benchmark: benchmark.id,
      folderName: folder.name,
      handle: folder.handle,
      protocol: setup.protocol,
      hasSubtitles: setup.hasSubtitles && benchmark.hasSubtitles,
      frames: benchmark.frames,
      modelId,
      family: "",
      digests: {
        model: await digestOfModel(state, modelId),
        data: await digestOfFiles(folder, found.files),
      },
      methods: setup.methods,
      retentions: setup.retentions,
      limit,
      partsOf: shard.of,
      parts: [{ part: shard.part, ...asked }],
      remarks: found.remarks,
      startedMs: Date.now(),
      askedMs: Date.now(),
      ...asked,
      asked: 0,
      score: { right: 0, n: 0, failed: 0 },
      answerMs: null,
      madeWith: [],
    },
    phase: "running",
    error: null,
    videos,
    records: [],
    waiting: null,
    restMs: null,
  };
}

/** The files of a model that was downloaded have digests; those of the page's own come with the page. */
async function digestOfModel({ models }: State, id: string): Promise<string | null> {
  const stored = storedModel(models.stored, id);
  const entry = findModel(id);
  if (stored === null || entry === null) return null;
  const [precision] = storedPrecisions(entry, stored);
  if (precision === undefined) return null;
  const paths = new Set(pathsOf(entry, stored, precision));
  return modelDigestOf(stored.files.filter(({ path }) => paths.has(path)));
}
