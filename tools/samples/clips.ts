// Which clips of the drawn world ship with the page, what each is good for, and what to ask about it.

import type { QuestionType } from "../world/index.ts";

export interface DrawnClip {
  readonly file: string;
  readonly codec: "avc" | "vp9" | "av1";
  /** The seed in the drawn world; those of the samples were found among the first few hundred. */
  readonly seed: number;
  readonly seconds: number;
  /** Default `TICKS`. */
  readonly ticks?: number;
  /** Default `FPS`. */
  readonly fps?: number;
  /** The things that appear; default: as drawn. */
  readonly needles?: number | undefined;
}

export interface SampleClip extends DrawnClip {
  readonly title: string;
  readonly about: string;
  readonly questions: readonly { readonly type: QuestionType; readonly question: string }[];
}

export const WIDTH = 640;
export const HEIGHT = 360;
export const FPS = 25;
/** The ticks of a clip: brief things stay for one or two of them, so 32 frames at bin centres see them. */
export const TICKS = 32;

const ask = (type: QuestionType, question: string) => ({ type, question });
const WHAT_HAPPENS = ask("describe", "What happens in this video?");
const WHAT_BRIEFLY = "What appears briefly?";

export const CLIPS: readonly SampleClip[] = [
  {
    file: "one-glimpse.mp4",
    codec: "avc",
    seed: 274,
    seconds: 10,
    title: "One glimpse",
    about:
      "Something appears for half a second. A budget that follows the unusual frames keeps it; an even one may not.",
    questions: [
      ask("needle", WHAT_BRIEFLY),
      WHAT_HAPPENS,
      ask("color", "What color is the main object?"),
      ask("count", "How many things appear briefly?"),
    ],
  },
  {
    file: "three-glimpses.webm",
    codec: "vp9",
    seed: 32,
    seconds: 12,
    title: "Three glimpses",
    about: "Three things come and go. Which was first, which was last, and how many were there?",
    questions: [
      ask("first", "What appears first?"),
      ask("last", "What appears last?"),
      ask("count", "How many things appear briefly?"),
      ask("needles", WHAT_BRIEFLY),
    ],
  },
  {
    file: "three-scenes.webm",
    codec: "av1",
    seed: 122,
    seconds: 12,
    title: "Three scenes",
    about:
      "The background changes twice. Harsh budgets save on background first: see when they lose it.",
    questions: [
      ask("scenes", "How many scenes are there?"),
      ask("background", "What color is the background at the start?"),
      ask("needle", WHAT_BRIEFLY),
      WHAT_HAPPENS,
    ],
  },
  {
    file: "crossing.mp4",
    codec: "avc",
    seed: 286,
    seconds: 8,
    title: "Crossing",
    about:
      "One object crosses the picture. Asking where it is needs tokens of the right moment and place.",
    questions: [
      ask("motion", "Which way does the main object move?"),
      ask("place", "Where is the main object at the start?"),
      ask("place", "Where is the main object at the end?"),
      ask("shape", "What shape is the main object?"),
    ],
  },
  {
    file: "calm.webm",
    codec: "vp9",
    seed: 784,
    seconds: 8,
    title: "Calm",
    about:
      "Nothing moves and nothing happens: every frame is like the others. The right answer is a no.",
    questions: [
      ask("nothing", WHAT_BRIEFLY),
      ask("motion", "Which way does the main object move?"),
      ask("place", "Where is the main object at the start?"),
      ask("shape", "What shape is the main object?"),
    ],
  },
  {
    file: "two-scenes.webm",
    codec: "av1",
    seed: 790,
    seconds: 10,
    title: "Two scenes, two glimpses",
    about:
      "A bit of everything: a cut, a slow climb, and two things that are gone in a third of a second.",
    questions: [
      ask("needles", WHAT_BRIEFLY),
      ask("first", "What appears first?"),
      ask("scenes", "How many scenes are there?"),
      ask("background", "What color is the background at the end?"),
    ],
  },
];
