// Made-up scores with the arithmetic of the paper's budget, so that the fake engine's charts look like real ones.

import type { Plan, PlanRequest, Quality, Survivors } from "../../src/engine/api.ts";
import { frameScoreOf, isInside } from "../../src/engine/catalogue.ts";

/** The uniqueness of 32 frames of the fake clip: four scenes, of which the second is unusual. */
const CURVE = [
  0.352, 0.338, 0.331, 0.327, 0.325, 0.329, 0.336, 0.348, 0.372, 0.398, 0.462, 0.474, 0.477, 0.47,
  0.436, 0.402, 0.377, 0.361, 0.352, 0.346, 0.343, 0.345, 0.341, 0.344, 0.458, 0.466, 0.471, 0.469,
  0.464, 0.457, 0.452, 0.446,
] as const;

const curveAt = (index: number, frames: number): number =>
  CURVE[Math.floor(((index + 0.5) / frames) * CURVE.length)] ?? 0;

/** Returns the score of each frame; 0 for methods that score none. */
export function fakeUniqueness(request: PlanRequest, frames: number): number[] {
  return Array.from({ length: frames }, (_, index) =>
    frameScoreOf(request) === null ? 0 : curveAt(index, frames),
  );
}

/** Returns the tokens of each frame by largest remainder; even for methods without a frame budget. */
export function fakeBudgets(request: PlanRequest, frames: number, tokens: number) {
  const { retention: share } = request;
  const scores = fakeUniqueness(request, frames);
  const most = Math.max(...scores);
  const weights = scores.map((score) => Math.exp((score - most) / 0.01));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const retentions = weights.map((weight) =>
    share >= 1 ? 1 : Math.min(1, share * (1 + weight / sum - 1 / frames)),
  );
  const budgets = retentions.map((retention) => Math.floor(retention * tokens));
  let left = Math.round(share * frames * tokens) - budgets.reduce((total, one) => total + one, 0);
  const byRemainder = retentions
    .map((retention, index) => ({ index, rest: (retention * tokens) % 1 }))
    .sort((a, b) => b.rest - a.rest);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    if (budgets[index]! >= tokens) continue;
    budgets[index]! += 1;
    left -= 1;
  }
  return { budgets, retentions };
}

/**
 * Returns the tokens that a method inside the decoder leaves at layers 2, 6 and 12: every second, fourth and eighth. One that
 * merges makes a row of the first three of the others of each frame, in the place of the second of them.
 */
export function fakeSurvivors(
  { method, retention }: PlanRequest,
  { total, frames }: { readonly total: number; readonly frames: number },
): Survivors[] {
  if (!isInside(method) || retention === 1) return [];
  const firsts = Array.from({ length: frames }, (_, t) => (t * total) / frames);
  return [2, 6, 12].map((layer, i) => ({
    layer,
    recycled:
      method === "sparsevlm"
        ? firsts.map((at) => ({ token: at + 3, members: Uint32Array.of(at + 1, at + 3, at + 5) }))
        : [],
    tokens: Uint32Array.from(
      { length: Math.ceil(total / 2 ** (i + 1)) },
      (_, k) => k * 2 ** (i + 1),
    ),
  }));
}

/** Returns token scores as a blob that wanders over the picture, and the mask of each frame's best. */
export function fakeScores(request: PlanRequest, budgets: readonly number[], tokens: number) {
  const scores = new Float32Array(budgets.length * tokens);
  const kept = new Uint8Array(budgets.length * tokens);
  const side = Math.sqrt(tokens);
  for (const [frame, budget] of budgets.entries()) {
    const phase = (frame / budgets.length) * Math.PI * 2;
    const [x, y] = [0.5 + 0.22 * Math.cos(phase), 0.48 + 0.15 * Math.sin(phase)];
    const base = frame * tokens;
    for (let token = 0; token < tokens; token++) {
      const dx = ((token % side) + 0.5) / side - x;
      const dy = (Math.floor(token / side) + 0.5) / side - y;
      const noise = (((token + frame) * 7919) % 101) / 1010;
      const blob = Math.exp(-(dx * dx + dy * dy) * 12);
      scores[base + token] = request.method === "random" ? noise * 10 : 0.2 * blob + 0.3 * noise;
    }
    const order = Array.from({ length: tokens }, (_, token) => token);
    order.sort((a, b) => scores[base + b]! - scores[base + a]!);
    for (const token of order.slice(0, budget)) kept[base + token] = 1;
  }
  return { scores, kept };
}

/** Returns a quality that grows with the share of kept tokens, and is better for methods that look at them. */
export function fakeQuality({ request, kept, total }: Plan): Quality {
  const share = kept / total;
  const skill = request.method === "random" || request.method === "uniform" ? 0.7 : 0.4;
  return {
    coverage: share ** skill,
    reconstructionError: 0.4 * (1 - share) ** (1 / skill),
    effectiveDimension: 1 + 40 * share ** skill,
  };
}
