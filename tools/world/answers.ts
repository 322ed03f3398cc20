import type { ClipSpec, Figure } from "./clip.ts";
import { mainCenter } from "./clip.ts";
import type { Motion } from "./palette.ts";
import { placeOf } from "./place.ts";

/** The model's one answer to everything outside its world. */
export const REFUSAL = "I can only answer simple questions about drawn clips.";

const NUMBERS = ["None", "One", "Two", "Three"] as const;

const MOVES: Readonly<Record<Motion, string>> = {
  left: "moves left",
  right: "moves right",
  up: "moves up",
  down: "moves down",
  still: "stays still",
};

const PLACES = {
  top: { left: "At the top left.", center: "At the top.", right: "At the top right." },
  middle: { left: "On the left.", center: "In the center.", right: "On the right." },
  bottom: { left: "At the bottom left.", center: "At the bottom.", right: "At the bottom right." },
} as const;

/** Makes a sentence of words: first letter capital, a full stop at the end. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1) + ".";
}

function figureName({ color, shape }: Figure): string {
  return `${color} ${shape}`;
}

/** Returns `a red circle`; orange is the only colour of this world that starts with a vowel. */
export function withArticle(figure: Figure): string {
  return `${figure.color === "orange" ? "an" : "a"} ${figureName(figure)}`;
}

export function motionAnswer(spec: ClipSpec): string {
  return sentence(`it ${MOVES[spec.main.motion]}`);
}

export function placeAnswer(spec: ClipSpec, end: boolean): string {
  const half = 0.5 / spec.frames;
  return nameOfPlace(placeOf(mainCenter(spec.main, end ? 1 - half : half)));
}

export const nameOfPlace = ({ row, column }: ReturnType<typeof placeOf>): string =>
  PLACES[row][column];

export function numberAnswer(count: number): string {
  return sentence(NUMBERS[count] ?? String(count));
}

/** Lists everything that appears briefly, in order: `A red ring, a blue square, then a green cross.` */
export function needlesAnswer(spec: ClipSpec): string {
  const names = spec.needles.map(withArticle);
  const last = names.pop();
  if (last === undefined) return "Nothing.";
  return sentence(names.length === 0 ? last : `${names.join(", ")}, then ${last}`);
}

export function describeAnswer(spec: ClipSpec): string {
  return sentence(`${withArticle(spec.main)} ${MOVES[spec.main.motion]}`);
}
