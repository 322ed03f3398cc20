/** sRGB, 0–255 each. */
export type Rgb = readonly [number, number, number];

/** Bright object colours: far from each other and from every background. */
export const COLORS = {
  red: [225, 40, 40],
  orange: [245, 140, 20],
  yellow: [250, 225, 40],
  green: [40, 190, 60],
  cyan: [40, 215, 225],
  blue: [50, 90, 240],
  pink: [250, 110, 200],
  white: [245, 245, 245],
} as const satisfies Record<string, Rgb>;

/** Dark backgrounds, each with its own name, so that a scene can be asked for. */
export const BACKGROUNDS = {
  gray: [90, 90, 95],
  brown: [95, 65, 40],
  navy: [25, 30, 85],
  teal: [15, 80, 80],
  purple: [75, 35, 95],
  black: [15, 15, 18],
} as const satisfies Record<string, Rgb>;

export const SHAPES = ["circle", "square", "triangle", "cross", "ring", "diamond"] as const;
export const MOTIONS = ["left", "right", "up", "down", "still"] as const;

export type ColorName = keyof typeof COLORS;
export type BackgroundName = keyof typeof BACKGROUNDS;
export type ShapeName = (typeof SHAPES)[number];
export type Motion = (typeof MOTIONS)[number];

export const COLOR_NAMES = Object.keys(COLORS) as ColorName[];
export const BACKGROUND_NAMES = Object.keys(BACKGROUNDS) as BackgroundName[];
