// Cover in f64 and one thread. With a batch of one it is the greedy choice: always the token whose weight times distance
// to the nearest taken one is the largest. With a larger batch, a round takes several of the best, but none that is nearer
// to another of its round than to the tokens before. A later chunk of a video is compared with what earlier ones kept, too.

import { angleCodesReference, turnedReference } from "./angle-codes.ts";
import { lowVarianceReference, scoreReference, type Features } from "./vidcom2.ts";

export interface CoverReference {
  /** Tokens in the order in which they are taken, all T · N. */
  readonly order: number[];
  /** [T × N]: weight times distance to the tokens taken before. */
  readonly novelty: Float64Array;
}

export interface CoverRule {
  readonly ends: number;
  /** The distance between the ends of the video in time alone. */
  readonly time: number;
  /** The number of tokens that are taken in turn. */
  readonly most: number;
  readonly batch: number;
  readonly rounds: number;
}

/** What earlier chunks of a video kept: the channels, and the bits of each token, [n × 128]. */
export interface EarlierReference {
  readonly channels: readonly number[];
  readonly bits: Uint8Array;
}

/** Tokens that a round looks at: the best of every 128th token, and of these the sixteen best. */
const CLASSES = 128;
const CANDIDATES = 16;
const BITS = 128;

export function coverReference(
  features: Features,
  rule: CoverRule,
  earlier: EarlierReference | null = null,
): CoverReference {
  const { frames, tokens } = features;
  const count = frames * tokens;
  const chosen = onChannels(features, earlier?.channels ?? lowVarianceReference(features));
  const codes = codesReference(chosen);
  const weights = weightsOf(chosen, rule.ends);

  const distance = (a: number, b: number): number => {
    const differing = differingReference(codes, a, codes, b);
    const time = Math.abs(Math.floor(a / tokens) - Math.floor(b / tokens)) / frames;
    return turnedReference(differing) + rule.time * time;
  };

  const bounds = new Float64Array(count).fill(2 + rule.time);
  const novelty = new Float64Array(count);
  const order: number[] = [];
  if (earlier === null) {
    const first = nearestToMean(chosen);
    order.push(first);
    novelty[first] = weights[first]!;
  } else {
    bounds.set(coverEarlierReference(codes, earlier.bits));
  }
  const isTaken = new Set(order);
  const update = (from: number): void => {
    for (const other of order.slice(from)) {
      for (let i = 0; i < count; i++) bounds[i] = Math.min(bounds[i]!, distance(i, other));
    }
  };
  const byValue = (a: number, b: number): number =>
    weights[b]! * bounds[b]! - weights[a]! * bounds[a]! || a - b;

  let start = 0;
  for (let round = 0; round < rule.rounds && order.length < rule.most; round++) {
    update(start);
    start = order.length;
    const bestOfClasses: number[] = [];
    for (let lane = 0; lane < Math.min(CLASSES, count); lane++) {
      const free: number[] = [];
      for (let i = lane; i < count; i += CLASSES) if (!isTaken.has(i)) free.push(i);
      if (free.length > 0) bestOfClasses.push(free.reduce((a, b) => (byValue(a, b) <= 0 ? a : b)));
    }
    const now: number[] = [];
    for (const i of bestOfClasses.sort(byValue).slice(0, CANDIDATES)) {
      if (now.length === rule.batch || order.length === rule.most) break;
      if (now.some((other) => distance(i, other) < bounds[i]!)) continue;
      novelty[i] = weights[i]! * bounds[i]!;
      now.push(i);
      order.push(i);
      isTaken.add(i);
    }
  }
  update(start);
  const rest = Array.from({ length: count }, (_, i) => i).filter((i) => !isTaken.has(i));
  for (const i of rest) novelty[i] = weights[i]! * bounds[i]!;
  return { order: [...order, ...rest.sort(byValue)], novelty };
}

/** The distance of each token to the nearest of the earlier ones, by angle alone: [n]. Both are bits, [n × 128]. */
export function coverEarlierReference(bits: Uint8Array, earlier: Uint8Array): Float64Array {
  return Float64Array.from({ length: bits.length / BITS }, (_, i) => {
    let least = BITS;
    for (let k = 0; k < earlier.length / BITS; k++) {
      least = Math.min(least, differingReference(bits, i, earlier, k));
    }
    return turnedReference(least);
  });
}

function differingReference(bits: Uint8Array, a: number, others: Uint8Array, b: number): number {
  let differing = 0;
  for (let bit = 0; bit < BITS; bit++) differing += bits[a * BITS + bit]! ^ others[b * BITS + bit]!;
  return differing;
}

function onChannels(
  { data, frames, tokens, width }: Features,
  channels: readonly number[],
): Features {
  const chosen = new Float32Array(frames * tokens * channels.length);
  for (let row = 0; row < frames * tokens; row++) {
    channels.forEach((c, i) => (chosen[row * channels.length + i] = data[row * width + c]!));
  }
  return { data: chosen, frames, tokens, width: channels.length };
}

/** The bits of all tokens, [T · N × 128]. */
function codesReference({ data, width }: Features): Uint8Array {
  const wide = 4 * Math.ceil(width / 4);
  const rows = data.length / width;
  const padded = new Float64Array(rows * wide);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) padded[row * wide + c] = data[row * width + c]!;
  }
  return angleCodesReference(padded, wide).bits;
}

const FRAMEWISE = { kernel: "cosine", channels: "all", centre: "unit" } as const;

/** ½ + ½ · uniqueness between the least and the greatest, times 1 + `ends` in the first and the last frame. */
function weightsOf(features: Features, ends: number): number[] {
  const { frames, tokens } = features;
  const { scores } = scoreReference(features, FRAMEWISE);
  const [least, greatest] = [Math.min(...scores), Math.max(...scores)];
  return Array.from(scores, (score, i) => {
    const frame = Math.floor(i / tokens);
    const place = greatest > least ? (score - least) / (greatest - least) : 0;
    return (0.5 + 0.5 * place) * (frame === 0 || frame === frames - 1 ? 1 + ends : 1);
  });
}

function nearestToMean(features: Features): number {
  const { likeVideo } = scoreReference(features, FRAMEWISE);
  return likeVideo.indexOf(Math.max(...likeVideo));
}
