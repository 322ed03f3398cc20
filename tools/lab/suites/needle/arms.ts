// What the needle suite compares: ways to look at a long video, as people spell them, and what each asks of the engine
// on one clip. Pure.

import type {
  AskWholeOptions,
  ReadSettings,
  RelevanceId,
  Shares,
} from "../../../../src/engine/api.ts";
import {
  DEFAULT_READ_SETTINGS,
  RELEVANCE_IDS,
  SCORER_IDS,
} from "../../../../src/engine/catalogue.ts";
import { MAX_FRAMES } from "../../../../src/base/sampling.ts";
import { compactPerChunk, keptOf } from "../../../../src/memory/levels.ts";
import { Random } from "../../../world/index.ts";
import { UsageError } from "../../cli/options.ts";
import type { NeedleAsk, NeedleLook } from "../../page/eval-needle.ts";
import type { NeedleClip } from "./suite.ts";

const PLAIN = [
  "uniform",
  "uniform-equal",
  "single-level",
  "all-compact",
  "all-detailed",
  "full",
  "x2l",
  "x2l-oracle",
  "x2l-anti",
  "x2l-random",
  "x2l-uniform",
  "text-only",
  "blank",
] as const;
type PlainArm = (typeof PLAIN)[number];

export const CONTROLS: readonly string[] = ["text-only", "blank"] satisfies PlainArm[];

export const DEFAULT_ARMS =
  "uniform,uniform-equal,single-level,all-compact,all-detailed,x2l,x2l-oracle,x2l-anti,x2l-random,text-only,blank";

/** How the clip is read; what is omitted is the engine's default. */
type Reading = Partial<
  Pick<
    ReadSettings,
    "scorer" | "passes" | "prototypes" | "contextShare" | "reuseBelow" | "copiesStill"
  >
>;

export interface NeedleArm {
  /** The arm as spelled: "x2l:vidcom2+2pass:query". */
  readonly name: string;
  readonly base: PlainArm;
  readonly reading: Reading;
  /** Set only when it is spelled out. */
  readonly relevance?: RelevanceId;
  /** Whether chunks that stand out are given alone; the engine's default when it is not spelled out. */
  readonly focus?: boolean;
}

export interface NeedleSettings {
  /** The chunks in detail besides the first and the last. */
  readonly chunks: number;
  readonly shares: Shares;
  readonly chunkFrames: number;
  /** The tokens of a frame, N. */
  readonly tokensPerFrame: number;
  /** The most positions of the model. */
  readonly maxPositions: number;
}

/** One look at a clip serves all arms with the same key. */
export interface NeedleJob {
  readonly name: string;
  readonly key: string;
  readonly look: NeedleLook;
  readonly ask: NeedleAsk;
}

const SPELLINGS = `${PLAIN.join(", ")} and x2l:SCORER[+2pass][+prototypes][+context=R][+reuse=D][+still]:RELEVANCE[+focus] with ${SCORER_IDS.join("|")} and ${RELEVANCE_IDS.join("|")}`;

/** Reads a list of arms. @throws UsageError for an arm that is unknown or given twice. */
export function readNeedleArms(list: string): NeedleArm[] {
  const names = list.split(",").map((text) => text.trim());
  if (new Set(names).size < names.length) throw new UsageError("--arms holds an arm twice.");
  return names.map((name) => {
    const plain = PLAIN.find((each) => each === name);
    if (plain !== undefined) return { name, base: plain, reading: {} };
    const [base, readingText = "", recallText = "", ...others] = name.split(":");
    const [relevanceText, ...focus] = recallText.split("+");
    const reading = readReading(readingText);
    const relevance = RELEVANCE_IDS.find((each) => each === relevanceText);
    if (base === "x2l" && reading !== null && relevance !== undefined && others.length === 0) {
      if (focus.length === 0) return { name, base, reading, relevance, focus: false };
      if (focus.join() === "focus") return { name, base, reading, relevance, focus: true };
    }
    throw new UsageError(`--arms holds "${name}"; known are ${SPELLINGS}.`);
  });
}

/** Reads "ranks+2pass+reuse=0.02"; null for anything unknown. */
function readReading(text: string): Reading | null {
  const [scorerText, ...extras] = text.split("+");
  const scorer = SCORER_IDS.find((each) => each === scorerText);
  if (scorer === undefined) return null;
  // The engine's default is omitted, so that one reading also serves the arms that do not spell it.
  let reading: Reading = scorer === DEFAULT_READ_SETTINGS.scorer ? {} : { scorer };
  for (const extra of extras) {
    const [, context] = /^context=(0?\.\d{1,6}|1)$/.exec(extra) ?? [];
    const [, reuse] = /^reuse=(0?\.\d{1,6})$/.exec(extra) ?? [];
    if (extra === "2pass") reading = { ...reading, passes: 2 };
    else if (extra === "prototypes") reading = { ...reading, prototypes: true };
    else if (extra === "still") reading = { ...reading, copiesStill: true };
    else if (context !== undefined) reading = { ...reading, contextShare: Number(context) };
    else if (reuse !== undefined) reading = { ...reading, reuseBelow: Number(reuse) };
    else return null;
  }
  return reading;
}

export function needleJob(arm: NeedleArm, clip: NeedleClip, settings: NeedleSettings): NeedleJob {
  const { look, ask } = plan(arm, clip, settings);
  return { name: arm.name, key: JSON.stringify(look), look, ask };
}

/** The number of frames that the engine's sampler takes by default. */
const FRAMES = 32;

function plan(
  { base, reading, relevance, focus }: NeedleArm,
  clip: NeedleClip,
  settings: NeedleSettings,
): { look: NeedleLook; ask: NeedleAsk } {
  const { chunks, shares, chunkFrames, tokensPerFrame } = settings;
  const { seconds } = clip;
  const count = Math.ceil(seconds / chunkFrames);
  const inner = Array.from({ length: Math.max(0, count - 2) }, (_, i) => i + 1);
  const sample = (frames: number): NeedleLook => ({ kind: "sample", source: "clip", frames });
  const memory = (given: Shares, source: "clip" | "blank" = "clip"): NeedleLook => ({
    kind: "memory",
    source,
    read: { ...reading, chunkFrames, shares: given },
  });
  /** Reads at one level, which is the whole share. */
  const single = (share: number): NeedleLook => ({
    kind: "memory",
    source: "clip",
    read: { chunkFrames, shares: { detailed: share, compact: share }, contextShare: 1 },
  });
  // There is nothing to choose, so the question does not matter.
  const asIs: NeedleAsk = { chunks: 0, relevance: "even", forced: null, needsAll: false };
  const inDetail = (choose: (random: Random, needles: readonly number[]) => readonly number[]) => ({
    look: memory(shares),
    ask: {
      ...asIs,
      forced: clip.questions.map((question, i) =>
        force(choose(randomOf(clip, i), question.chunks).slice(0, chunks)),
      ),
    },
  });
  const without = (needles: readonly number[]): number[] =>
    inner.filter((chunk) => !needles.includes(chunk));
  switch (base) {
    case "uniform":
      return { look: sample(FRAMES), ask: asIs };
    case "uniform-equal": {
      // Rounded up, so that the rival never has fewer tokens.
      const frames = Math.ceil(entriesOf(seconds, settings) / tokensPerFrame);
      return { look: sample(Math.min(frames, seconds)), ask: asIs };
    }
    case "full":
      // Reading all tokens behind all before them is a plain prefill in pieces.
      return seconds > MAX_FRAMES
        ? { look: single(1), ask: { ...asIs, chunks: count, needsAll: true } }
        : { look: sample(seconds), ask: asIs };
    case "single-level": {
      const share = entriesOf(seconds, settings) / (seconds * tokensPerFrame);
      return { look: single(share), ask: asIs };
    }
    case "all-compact":
      return { look: memory(shares), ask: asIs };
    case "all-detailed":
      return { look: memory(shares), ask: { ...asIs, chunks: count, needsAll: true } };
    case "x2l":
      return {
        look: memory(shares),
        ask: relevant(chunks, relevance, focus),
      };
    case "x2l-oracle":
      return inDetail((random, needles) => [
        ...random.shuffled(needles),
        ...random.shuffled(without(needles)),
      ]);
    case "x2l-anti":
      return inDetail((random, needles) => random.shuffled(without(needles)));
    case "x2l-random":
      return inDetail((random) => random.shuffled(inner));
    case "x2l-uniform":
      return { look: memory(shares), ask: { ...asIs, chunks } };
    case "text-only":
      // The engine does not answer without a video, so it gets one grey frame and one of its tokens.
      return {
        look: { kind: "sample", source: "dot", frames: 1, retention: 1 / tokensPerFrame },
        ask: asIs,
      };
    case "blank":
      return { look: memory(shares, "blank"), ask: relevant(chunks, undefined) };
  }
}

const relevant = (
  chunks: number,
  relevance: RelevanceId | undefined,
  focus?: boolean,
): NeedleAsk => ({
  chunks,
  forced: null,
  needsAll: false,
  ...(relevance === undefined ? {} : { relevance }),
  ...(focus === undefined ? {} : { focus }),
});

/** Whether the places of the needles' chunks show how relevance is found. */
export const isByQuestion = ({ base, relevance }: NeedleArm): boolean =>
  base === "x2l" && relevance !== "even" && relevance !== "random";

/** Returns the entries that the two levels take with `chunks` in detail besides the first and the last. */
export function entriesOf(seconds: number, settings: NeedleSettings): number {
  const { chunks, shares, chunkFrames, tokensPerFrame, maxPositions } = settings;
  const count = Math.ceil(seconds / chunkFrames);
  const each = compactPerChunk(
    Math.floor(maxPositions * DEFAULT_READ_SETTINGS.contextShare),
    count,
  );
  let entries = 0;
  for (let chunk = 0; chunk < count; chunk++) {
    const frames = Math.min(chunkFrames, seconds - chunk * chunkFrames);
    // All inner chunks have the same size, so it does not matter which are in detail.
    const isDetailed = chunk <= chunks || chunk === count - 1;
    const tokens = frames * tokensPerFrame;
    entries += isDetailed
      ? keptOf(tokens, shares.detailed)
      : Math.min(each, keptOf(tokens, shares.compact));
  }
  return entries;
}

const ARM_STREAM = 0xa12;

/** Returns a sample's own random numbers, the same for its four wordings. */
const randomOf = ({ spec }: NeedleClip, question: number): Random =>
  new Random(spec.seed, ARM_STREAM + question);

const force = (chunks: readonly number[]): NonNullable<AskWholeOptions["forced"]> =>
  chunks.map((chunk) => [chunk, true] as const);
