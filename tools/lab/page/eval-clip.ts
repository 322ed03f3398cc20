// Runs one held-out clip through the engine like any file: opened once, then every question under every plan.

import type {
  EncodeSettings,
  Engine,
  FramesVideo,
  PatchCount,
  PlanRequest,
} from "../../../src/engine/api.ts";
import {
  clipQuestions,
  type ClipSpec,
  heldOutOffTopic,
  Random,
  sampleClip,
  type World,
} from "../../world/index.ts";
import { askOnce } from "./ask.ts";
import { drawClipFile } from "./draw-clip.ts";
import { givenFile, note } from "./note.ts";
import { reachable } from "./reachable.ts";

export interface EvalClipArgs {
  readonly world: World;
  readonly seed: number;
  /** The ticks of the clip. */
  readonly ticks: number;
  /** The number of frames to look at; null for every tick. */
  readonly frames: number | null;
  /** Whether the clip is the file that was given to the page; else it is drawn. */
  readonly isFilmed?: boolean;
  /** What of the frames is encoded; default: the engine's own choice. */
  readonly encode?: EncodeSettings;
  readonly requests: readonly PlanRequest[];
}

export interface EvalClipValue {
  /** The clip's patches and how many were encoded; null where the whole encoder ran. */
  readonly patches: PatchCount | null;
  /** One for each request, in order. */
  readonly arms: readonly EvalArm[];
}

export interface EvalArm {
  readonly tokens: { readonly total: number; readonly kept: number };
  /** One for each question, in the clip's order; empty when the method cannot keep so few of this clip's tokens. */
  readonly answers: readonly EvalAnswer[];
}

export interface EvalAnswer {
  readonly type: string;
  readonly question: string;
  readonly wanted: string;
  readonly got: string;
}

/** The world's longest answer is far shorter, so a model that exceeds this is wrong anyway. */
const MAX_TOKENS = 40;

/** The random stream of the off-topic question, separate from the clip's other uses of its seed. */
const UNSEEN_STREAM = 0x1ea;

export async function runEvalClip(
  engine: Engine,
  { world, seed, ticks, frames, isFilmed = false, encode, requests }: EvalClipArgs,
): Promise<EvalClipValue> {
  const spec = sampleClip(seed, { frames: ticks, world });
  const file = isFilmed ? givenFile() : await drawClipFile(spec);
  const video = await engine.open(file, {
    name: file.name,
    way: { kind: "frames", frames: frames ?? ticks, encode },
  });
  note("");
  try {
    const arms = [];
    for (const plan of requests) arms.push(await askAll(engine, video, spec, plan));
    if (video.encode.left !== null) throw new Error(video.encode.left);
    return { arms, patches: video.encode.count };
  } finally {
    await engine.close(video);
  }
}

async function askAll(
  engine: Engine,
  video: FramesVideo,
  spec: ClipSpec,
  plan: PlanRequest,
): Promise<EvalArm> {
  const answers = [];
  let tokens = { total: 0, kept: 0 };
  for (const { type, question, answer: wanted } of evalQuestions(spec)) {
    const asking = askOnce(engine, video, question, { plan, maxTokens: MAX_TOKENS });
    const report = await reachable(asking);
    if (report === null) break;
    answers.push({ type, question, wanted, got: report.text.trim() });
    tokens = { total: report.tokens.total, kept: report.tokens.kept };
  }
  return { tokens, answers };
}

/** Returns the clip's questions; the off-topic one is of a kind that training never saw. */
function evalQuestions(spec: ClipSpec): ReturnType<typeof clipQuestions> {
  return clipQuestions(spec).map((each) =>
    each.type === "other"
      ? { ...each, question: heldOutOffTopic(new Random(spec.seed, UNSEEN_STREAM)) }
      : each,
  );
}
