import { describe, expect, it } from "vitest";
import { suiteClips } from "../../../tools/lab/suites/clips/suite.ts";
import { type ClipSpec, mainCenter, type Point } from "../../../tools/world/clip.ts";
import { figuresAt } from "../../../tools/world/draw.ts";
import type { Disturbance } from "../../../tools/world/hard/disturbance.ts";
import { clipQuestions, drawFrame, sampleClip, tickTime } from "../../../tools/world/index.ts";
import { BACKGROUNDS, COLORS } from "../../../tools/world/palette.ts";
import { placeOf } from "../../../tools/world/place.ts";
import type { Rgb } from "../../../tools/world/palette.ts";

const SIDE = 88;
const SPECS = suiteClips(12, 10_000).map(({ seed, ticks }) =>
  sampleClip(seed, { frames: ticks, world: "hard" }),
);
const GREY: Rgb = [90, 90, 90];

const STILL = { amplitude: 0, rate: 0, phase: 0 };

/** The background of a clip without noise, where nothing but the named parts of its disturbance is left. */
function only(spec: ClipSpec, ...parts: readonly (keyof Disturbance)[]): ClipSpec {
  const disturbance = disturbanceOf(spec);
  const calm: Disturbance = {
    views: disturbance.views.map((view) => ({
      texture: { ...view.texture, change: 0 },
      from: view.from,
      to: view.from,
      zoomFrom: 1,
      zoomTo: 1,
    })),
    shake: [STILL, STILL],
    shrink: STILL,
    drifts: [],
    light: {
      ...disturbance.light,
      dimming: STILL,
      flicker: STILL,
      tints: [STILL, STILL, STILL],
      shade: 0,
    },
    clutter: [],
    grain: 0,
    codec: { ...disturbance.codec, step: 1e-6 },
  };
  const kept = Object.fromEntries(parts.map((part) => [part, disturbance[part]]));
  return { ...background(spec), noise: 0, disturbance: { ...calm, ...kept } };
}

const background = (spec: ClipSpec): ClipSpec => ({
  ...spec,
  main: { ...spec.main, size: 1e-9 },
  needles: [],
});

function disturbanceOf({ disturbance }: ClipSpec): Disturbance {
  if (!disturbance) throw new Error("a hard clip has a disturbance");
  return disturbance;
}

/** The clip with every scene in the same grey, so that a cut changes the view alone and nothing is clipped at black. */
const inGrey = (spec: ClipSpec): ClipSpec => ({
  ...spec,
  scenes: spec.scenes.map((scene) => ({ ...scene, rgb: GREY })),
});

/** The picture at a tick as RGB. */
const draw = (spec: ClipSpec, tick: number): number[] =>
  [...drawFrame(spec, tickTime(spec, tick), SIDE, SIDE)].filter((_, at) => at % 4 !== 3);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

/** The mean absolute difference of two pictures, 0–255. */
const difference = (one: readonly number[], other: readonly number[]): number =>
  mean(one.map((value, at) => Math.abs(value - (other[at] ?? 0))));

const channelMeans = (picture: readonly number[]): number[] =>
  [0, 1, 2].map((channel) => mean(picture.filter((_, at) => at % 3 === channel)));

describe("a clip of the hard world", () => {
  it("is the plain clip of its seed, with its questions and answers, and a disturbance", () => {
    for (const { disturbance, ...spec } of SPECS) {
      expect(spec).toEqual(sampleClip(spec.seed, { frames: spec.frames }));
      expect(clipQuestions({ ...spec, ...(disturbance && { disturbance }) })).toEqual(
        clipQuestions(spec),
      );
      expect(disturbance?.views.length).toBe(spec.scenes.length);
    }
  });

  it("is the same each time, and another with another seed", () => {
    const again = sampleClip(7, { frames: 16, world: "hard" });
    expect(again).toEqual(sampleClip(7, { frames: 16, world: "hard" }));
    expect(draw(again, 3)).toEqual(draw(again, 3));
    expect(again.disturbance).not.toEqual(sampleClip(8, { world: "hard" }).disturbance);
  });
});

// Some two hundred pictures are drawn, which a busy machine takes its time for.
describe("what disturbs the picture", { timeout: 60_000 }, () => {
  it("changes the background from frame to frame much more than the plain world does", () => {
    for (const spec of SPECS) {
      const { disturbance: _, ...plain } = spec;
      const change = (one: ClipSpec): number =>
        difference(draw(background(one), 0), draw(background(one), 1));
      expect(change(spec) - change({ ...plain, noise: 0 })).toBeGreaterThan(2);
    }
  });

  it("has a texture in every scene", () => {
    for (const spec of SPECS) {
      const { disturbance: _, ...plain } = inGrey(background(spec));
      const texture = difference(draw(only(inGrey(spec)), 0), draw({ ...plain, noise: 0 }, 0));
      expect(texture).toBeGreaterThan(2);
    }
  });

  it("moves the camera, by parts of a pixel too", () => {
    const changeAfter = (pixels: number): number =>
      median(
        SPECS.map((spec) => {
          const calm = only(spec);
          const views = disturbanceOf(calm).views.map((view) => ({
            ...view,
            to: { x: view.from.x + (pixels * spec.frames) / SIDE, y: view.from.y },
          }));
          const moved = inGrey({ ...calm, disturbance: { ...disturbanceOf(calm), views } });
          return difference(draw(moved, 0), draw(moved, 1));
        }),
      );
    expect(changeAfter(0)).toBe(0);
    expect(changeAfter(0.25)).toBeGreaterThan(0.05);
    expect(changeAfter(1)).toBeGreaterThan(2 * changeAfter(0.25));
    for (const spec of SPECS) {
      const moved = only(inGrey(spec), "views");
      expect(difference(draw(moved, 0), draw(moved, 1))).toBeGreaterThan(0.3);
    }
  });

  it("jumps to another view at each cut", () => {
    const ratios = SPECS.filter(({ scenes }) => scenes.length > 1).map((spec) => {
      const shown = only(inGrey(spec), "views");
      const cut = Math.round((spec.scenes[0]?.to ?? 0) * spec.frames);
      const change = (tick: number): number => difference(draw(shown, tick - 1), draw(shown, tick));
      expect(change(cut)).toBeGreaterThan(3);
      return change(cut) / change(cut - 1);
    });
    expect(ratios.length).toBeGreaterThan(4);
    expect(median(ratios)).toBeGreaterThan(1.5);
  });

  it("changes the light, never by so much that colours are lost", () => {
    for (const spec of SPECS) {
      const shares = [0, 0.25, 0.5, 0.75].map((time) => {
        const tick = Math.floor(time * spec.frames);
        return mean(draw(only(spec, "light"), tick)) / mean(draw(only(spec), tick));
      });
      expect(Math.max(...shares) / Math.min(...shares)).toBeGreaterThan(1.02);
      expect(Math.max(...shares)).toBeLessThan(1.1);
      expect(Math.min(...shares)).toBeGreaterThan(0.5);
    }
  });

  it("moves small things about", () => {
    for (const spec of SPECS) {
      const [first, last] = [0, spec.frames - 1].map((tick) => {
        const empty = draw(only(spec), tick);
        const full = draw(only(spec, "clutter"), tick);
        return full.map((value, at) => Math.abs(value - (empty[at] ?? 0)) > 5);
      });
      const share = mean((first ?? []).map(Number));
      expect(share).toBeGreaterThan(0.002);
      expect(share).toBeLessThan(0.1);
      expect(first).not.toEqual(last);
    }
  });

  it("lets most needles drift", () => {
    const ways = SPECS.flatMap((spec) => disturbanceOf(spec).drifts).map(({ x, y }) =>
      Math.hypot(x, y),
    );
    expect(ways.filter((way) => way > 0.02).length).toBeGreaterThan(ways.length / 2);
  });

  it("has sensor noise of the clip's deviation", () => {
    for (const spec of SPECS) {
      const noisy = only(inGrey(spec), "grain");
      // Two normal values differ by 2 / √π of their deviation on average.
      const deviation = (difference(draw(noisy, 0), draw(noisy, 1)) * Math.sqrt(Math.PI)) / 2;
      expect(deviation / disturbanceOf(spec).grain).toBeGreaterThan(0.9);
      expect(deviation / disturbanceOf(spec).grain).toBeLessThan(1.1);
    }
  });

  it("compresses: a little is lost, and steps show at the borders of blocks", () => {
    const ratios = SPECS.map((spec) => {
      const { block, phase } = disturbanceOf(spec).codec;
      const [damaged, clean] = [draw(only(inGrey(spec), "codec"), 0), draw(only(inGrey(spec)), 0)];
      expect(difference(damaged, clean)).toBeGreaterThan(0.2);
      expect(difference(damaged, clean)).toBeLessThan(6);
      const down = Math.round(SIDE * block);
      const steps = (isBorder: boolean): number =>
        mean(
          damaged.flatMap((value, at) => {
            const row = Math.floor(at / 3 / SIDE);
            const isHere = (row + Math.floor(phase.y * down)) % down === 0;
            if (row === 0 || isHere !== isBorder) return [];
            return [Math.abs(value - (damaged[at - 3 * SIDE] ?? 0))];
          }),
        );
      return steps(true) / steps(false);
    });
    expect(median(ratios)).toBeGreaterThan(1.3);
  });
});

/** The name whose colour, at any brightness the light allows, is nearest. */
function nearest(names: Readonly<Record<string, Rgb>>, color: readonly number[]): string {
  const distance = (rgb: Rgb): number =>
    Math.min(
      ...[0.5, 0.6, 0.7, 0.8, 0.9, 1].map((gain) =>
        Math.hypot(...rgb.map((value, i) => gain * value - (color[i] ?? 0))),
      ),
    );
  return Object.keys(names).sort(
    (one, other) => distance(names[one]!) - distance(names[other]!),
  )[0]!;
}

/** The name of a way in the picture. */
function nameOfWay({ x, y }: Point): string {
  if (Math.max(Math.abs(x), Math.abs(y)) < 0.05) return "still";
  if (Math.abs(x) > Math.abs(y)) return x < 0 ? "left" : "right";
  return y < 0 ? "up" : "down";
}

describe("the answers of the hard world", () => {
  it("can be read off the picture: each figure's colour is nearest to its name", () => {
    const hits = SPECS.flatMap((spec) =>
      [0, ...spec.needles.map(({ from }) => Math.round(from * spec.frames))].flatMap((tick) => {
        const picture = draw(spec, tick);
        return figuresAt(spec, tickTime(spec, tick)).flatMap(({ figure, center }) => {
          if (figure.shape === "ring") return []; // its centre is the background
          const at = 3 * (Math.floor(center.y * SIDE) * SIDE + Math.floor(center.x * SIDE));
          return [nearest(COLORS, picture.slice(at, at + 3)) === figure.color];
        });
      }),
    );
    expect(hits.length).toBeGreaterThan(25);
    expect(hits).not.toContain(false);
  });

  it("can be read off the picture: the mean of the background is nearest to its name", () => {
    for (const spec of SPECS)
      for (const tick of [0, spec.frames - 1]) {
        const scene = tick === 0 ? spec.scenes.at(0) : spec.scenes.at(-1);
        expect(nearest(BACKGROUNDS, channelMeans(draw(background(spec), tick)))).toBe(
          scene?.background,
        );
      }
  });

  it("are those in the picture: the shaken main object is in the place that is told, and moves as told", () => {
    for (const spec of SPECS) {
      const centers = Array.from(
        { length: spec.frames },
        (_, tick) => figuresAt(spec, tickTime(spec, tick))[0]!.center,
      );
      for (const tick of [0, spec.frames - 1])
        expect(placeOf(centers[tick]!)).toEqual(
          placeOf(mainCenter(spec.main, tickTime(spec, tick))),
        );
      const way = {
        x: centers.at(-1)!.x - centers[0]!.x,
        y: centers.at(-1)!.y - centers[0]!.y,
      };
      const seen = nameOfWay(way);
      expect(seen).toBe(spec.main.motion);
    }
  });

  it("are balanced: no answer is right for half of a type", () => {
    const counts = new Map<string, Map<string, number>>();
    for (const { seed, ticks } of suiteClips(240, 10_000))
      for (const { type, answer } of clipQuestions(
        sampleClip(seed, { frames: ticks, world: "hard" }),
      )) {
        const of = counts.get(type) ?? new Map<string, number>();
        counts.set(type, of.set(answer, (of.get(answer) ?? 0) + 1));
      }
    for (const [type, of] of counts) {
      if (type === "other" || type === "nothing") continue; // one answer by definition
      const total = [...of.values()].reduce((sum, each) => sum + each, 0);
      expect([type, Math.max(...of.values()) / total < 0.5]).toEqual([type, true]);
    }
  });
});
