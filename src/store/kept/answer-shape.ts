// The shapes of requests, plans and answers, as a record has them.

import { SPREADS } from "../../base/sampling.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type {
  ChunkChoice,
  ClosestCall,
  FramesAnswer,
  LeftOutKind,
  Looked,
  Looking,
  Plan,
  PlanRequest,
  Span,
  WholeAnswer,
} from "../../engine/api.ts";
import { BUDGETS, LEFT_OUT_KINDS, METHOD_IDS, METHODS, STAGES } from "../../engine/catalogue.ts";
import {
  either,
  exactly,
  fields,
  instanceOf,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  oneOf,
  optional,
  orNull,
  type Check,
} from "./shape.ts";

type Switches = NonNullable<PlanRequest["switches"]>;
type VariantId = keyof typeof METHODS.vidcom2.variants;

export const isMethod = oneOf(METHOD_IDS);
export const isVariant = oneOf(Object.keys(METHODS.vidcom2.variants) as VariantId[]);
export const isBudget = oneOf(BUDGETS);
export const isSpread = oneOf(SPREADS);
export const isPositions = oneOf(["original", "compact"] as const);

/** A share above 0 and at most 1. */
export const isShare: Check<number> = (value): value is number =>
  isNumber(value) && value > 0 && value <= 1;

const isLeftOut = either(
  fields<{ readonly frames: readonly number[] }>({ frames: listOf(isWhole) }),
  fields<{ readonly which: LeftOutKind; readonly count: number; readonly seed?: number }>({
    which: oneOf(LEFT_OUT_KINDS),
    count: isWhole,
    seed: optional(isWhole),
  }),
);

export const isRequest = fields<PlanRequest>({
  method: isMethod,
  retention: isShare,
  variant: optional(isVariant),
  switches: optional(
    fields<Switches>({
      kernel: optional(oneOf(["cosine", "gaussian"] as const)),
      channels: optional(oneOf(["all", "low-variance"] as const)),
      centre: optional(oneOf(["raw", "unit"] as const)),
      rounding: optional(oneOf(["ceil", "round", "exact"] as const)),
      temperature: optional(isNumber),
    }),
  ),
  budget: optional(isBudget),
  seed: optional(isWhole),
  ends: optional(isNumber),
  positions: optional(isPositions),
  leftOut: optional(isLeftOut),
});

const isRange = fields<TimeRange>({ fromSec: isNumber, toSec: isNumber });

export const isLooking = fields<Looking>({
  frames: optional(isWhole),
  spread: optional(isSpread),
  stepTokens: optional(isWhole),
  range: optional(isRange),
  copiesStill: optional(isFlag),
});

export const isLooked = fields<Looked>({
  frames: isWhole,
  spread: isSpread,
  framesPerSec: orNull(isNumber),
  stepTokens: orNull(isWhole),
  range: optional(isRange),
  encodedShare: optional(isNumber),
  isOwn: isFlag,
});

const isSpan = fields<Span>({
  stage: oneOf(STAGES),
  startMs: isNumber,
  endMs: isNumber,
  items: isNumber,
});

const isPlanWithFields = fields<Plan>({
  id: isNumber,
  videoId: isNumber,
  request: isRequest,
  frames: listOf(
    fields<Plan["frames"][number]>({
      timeSec: isNumber,
      uniqueness: isNumber,
      retention: isNumber,
      budget: isWhole,
    }),
  ),
  tokenScores: instanceOf(Float32Array),
  keptMask: instanceOf(Uint8Array),
  members: orNull(instanceOf(Uint32Array)),
  total: isWhole,
  kept: isWhole,
  averageRetention: isNumber,
  kvBytes: isNumber,
  spans: listOf(isSpan),
});

/** A plan whose arrays have a value for each of its tokens. */
export const isPlan: Check<Plan> = (value): value is Plan =>
  isPlanWithFields(value) &&
  value.tokenScores.length === value.total &&
  value.keptMask.length === value.total;

/** What the answers to both kinds of questions have. */
const anyAnswer = {
  text: isText,
  ids: listOf(isWhole),
  stop: oneOf(["end", "length", "stopped"] as const),
  likelihoods: orNull(
    listOf(
      fields<NonNullable<FramesAnswer["likelihoods"]>[number]>({
        text: isText,
        logLikelihood: isNumber,
        probability: isNumber,
      }),
    ),
  ),
  closest: orNull(fields<ClosestCall>({ said: isText, other: isText, ratio: isNumber })),
  tokens: fields<FramesAnswer["tokens"]>({ total: isWhole, kept: isWhole, prompt: isWhole }),
  kvBytes: isNumber,
  firstTokenMs: isNumber,
  prefillMs: isNumber,
  stepMs: isNumber,
  steps: isWhole,
  totalMs: isNumber,
  turnsSeen: isWhole,
  textReused: isWhole,
  spans: listOf(isSpan),
};

export const isFramesAnswer = fields<FramesAnswer>({
  ...anyAnswer,
  kind: exactly("frames"),
  plan: isPlan,
  survivors: listOf(
    fields<FramesAnswer["survivors"][number]>({
      layer: isWhole,
      tokens: instanceOf(Uint32Array),
      recycled: listOf(
        fields<FramesAnswer["survivors"][number]["recycled"][number]>({
          token: isWhole,
          members: instanceOf(Uint32Array),
        }),
      ),
    }),
  ),
  positions: isPositions,
  videoReused: isFlag,
  aheadMs: optional(isNumber),
  divergence: orNull(
    fields<NonNullable<FramesAnswer["divergence"]>>({ meanKl: isNumber, tokens: isWhole }),
  ),
});

export const isChoice = fields<ChunkChoice>({
  chunks: listOf(
    fields<ChunkChoice["chunks"][number]>({
      timesSec: listOf(isNumber),
      isDetailed: isFlag,
      isUnseen: optional(exactly(true)),
      relevance: isNumber,
      frames: listOf(isNumber),
    }),
  ),
  entries: isWhole,
  named: optional(
    fields<NonNullable<ChunkChoice["named"]>>({
      times: listOf(
        fields<NonNullable<ChunkChoice["named"]>["times"][number]>({
          fromSec: isNumber,
          toSec: isNumber,
          towards: orNull(oneOf(["start", "end", "middle"] as const)),
        }),
      ),
      isOverview: isFlag,
      isNow: optional(exactly(true)),
    }),
  ),
});

export const isWholeAnswer = fields<WholeAnswer>({
  ...anyAnswer,
  kind: exactly("whole"),
  choice: isChoice,
});
