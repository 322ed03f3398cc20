import type { ClipSpec, MainObject, Needle, Point } from "../clip.ts";
import { mainCenter } from "../clip.ts";
import { SHAPES } from "../palette.ts";
import { placeOf } from "../place.ts";
import { Random } from "../../../src/base/random.ts";
import type { Clutter, Disturbance, Light, View, Wave } from "./disturbance.ts";
import { TEXTURES } from "./disturbance.ts";

/** A random stream of its own, so that the clip below stays that of the plain world. */
const STREAM = 0xd15;
/** Less than the margin of places, so that the shake leaves every place what it is. */
const MOST_SHAKE = 0.008;
const MOST_DRIFT = 0.1;
const ATTEMPTS = 30;

/** Draws what disturbs a clip: the same clip is disturbed in the same way everywhere. */
export function sampleDisturbance(spec: ClipSpec): Disturbance {
  const random = new Random(spec.seed, STREAM);
  return {
    views: spec.scenes.map(() => sampleView(random)),
    shake: [
      wave(random, [MOST_SHAKE / 4, MOST_SHAKE], [3, 9]),
      wave(random, [MOST_SHAKE / 4, MOST_SHAKE], [3, 9]),
    ],
    shrink: wave(random, [0.02, 0.06], [0.3, 1.2]),
    drifts: spec.needles.map((needle) => sampleDrift(random, spec, needle)),
    light: sampleLight(random),
    clutter: Array.from({ length: random.integer(2, 5) }, () => sampleClutter(random)),
    grain: random.uniform(2, 9),
    codec: {
      block: 1 / random.uniform(11, 18),
      phase: { x: random.uniform(), y: random.uniform() },
      step: random.uniform(1, 4),
    },
  };
}

function wave(
  random: Random,
  [least, most]: readonly [number, number],
  [slow, fast]: readonly [number, number],
): Wave {
  return {
    amplitude: random.uniform(least, most),
    rate: random.uniform(slow, fast),
    phase: random.uniform(),
  };
}

function sampleView(random: Random): View {
  const from = { x: random.uniform(-50, 50), y: random.uniform(-50, 50) };
  const direction = random.uniform(0, 2 * Math.PI);
  const travel = random.uniform(0.5, 2.5);
  return {
    texture: {
      kind: random.pick(TEXTURES),
      seed: random.word() | 0,
      scale: random.uniform(2, 6),
      amplitude: random.uniform(8, 24),
      angle: random.uniform(0, Math.PI),
      change: random.uniform(0.1, 0.6),
    },
    from,
    to: { x: from.x + travel * Math.cos(direction), y: from.y + travel * Math.sin(direction) },
    zoomFrom: random.uniform(0.75, 1.4),
    zoomTo: random.uniform(0.75, 1.4),
  };
}

function sampleLight(random: Random): Light {
  const anywhere = () => ({ x: random.uniform(), y: random.uniform() });
  const tint = () => wave(random, [0.01, 0.04], [0.3, 1.5]);
  return {
    dimming: wave(random, [0.04, 0.12], [0.4, 2]),
    flicker: wave(random, [0.005, 0.03], [5, 15]),
    tints: [tint(), tint(), tint()],
    from: anywhere(),
    to: anywhere(),
    radius: random.uniform(0.35, 0.8),
    shade: random.uniform(0.08, 0.25),
  };
}

function sampleClutter(random: Random): Clutter {
  const direction = random.uniform(0, 2 * Math.PI);
  const way = random.uniform(0.4, 1.6);
  return {
    shape: random.pick(SHAPES),
    size: random.uniform(0.05, 0.09),
    shade: (random.chance(0.5) ? 1 : -1) * random.uniform(20, 40),
    from: { x: random.uniform(), y: random.uniform() },
    way: { x: way * Math.cos(direction), y: way * Math.sin(direction) },
  };
}

/** Returns a way on which a needle stays in the picture, in its place, and away from the main object, or no way. */
function sampleDrift(random: Random, spec: ClipSpec, needle: Needle): Point {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const drift = {
      x: random.uniform(-MOST_DRIFT, MOST_DRIFT),
      y: random.uniform(-MOST_DRIFT, MOST_DRIFT),
    };
    const ends = [-0.5, 0.5].map((share) => ({
      x: needle.center.x + share * drift.x,
      y: needle.center.y + share * drift.y,
    }));
    const isAllowed = ends.every(
      (end) =>
        isInside(end, needle, spec.aspect) &&
        isClearOf(spec.main, end, needle, spec.aspect) &&
        placeName(end) === placeName(needle.center),
    );
    if (isAllowed) return drift;
  }
  return { x: 0, y: 0 };
}

const placeName = (point: Point): string => Object.values(placeOf(point)).join();

function isInside({ x, y }: Point, { size }: Needle, aspect: number): boolean {
  const half = { x: size / aspect / 2, y: size / 2 };
  return x >= half.x && x <= 1 - half.x && y >= half.y && y <= 1 - half.y;
}

/** Whether a needle at `spot` touches the main object at no moment of its stay. */
function isClearOf(main: MainObject, spot: Point, needle: Needle, aspect: number): boolean {
  const [one, other] = [mainCenter(main, needle.from), mainCenter(main, needle.to)];
  const reach = (needle.size + main.size) / 2;
  const isBeside = (axis: "x" | "y", least: number): boolean =>
    spot[axis] + least < Math.min(one[axis], other[axis]) ||
    spot[axis] - least > Math.max(one[axis], other[axis]);
  return isBeside("x", reach / aspect) || isBeside("y", reach);
}
