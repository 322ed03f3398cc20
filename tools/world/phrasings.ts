import type { Random } from "../../src/base/random.ts";

/** Ways to ask, a list for each question. `{it}` becomes a name of the main object, `{color}` either spelling. */
export const PHRASINGS = {
  color: [
    "What {color} is {it}?",
    "What is the {color} of {it}?",
    "Which {color} is {it}?",
    "Which {color} does {it} have?",
    "What's the {color} of {it}?",
    "Tell me the {color} of {it}.",
  ],
  shape: [
    "What shape is {it}?",
    "What is the shape of {it}?",
    "Which shape is {it}?",
    "Which shape does {it} have?",
    "What's the shape of {it}?",
    "Tell me the shape of {it}.",
  ],
  motion: [
    "Which way does {it} move?",
    "Which direction does {it} move?",
    "How does {it} move?",
    "In which direction does {it} move?",
    "Where does {it} move?",
    "Which way does {it} go?",
    "Where is {it} going?",
    "Does {it} move?",
    "How is {it} moving?",
  ],
  placeStart: [
    "Where is {it} at the start?",
    "Where is {it} at the beginning?",
    "Where does {it} start?",
    "Where is {it} at first?",
    "Where is {it} in the first frame?",
    "At the start, where is {it}?",
  ],
  placeEnd: [
    "Where is {it} at the end?",
    "Where does {it} end?",
    "Where does {it} end up?",
    "Where does {it} stop?",
    "Where is {it} in the last frame?",
    "At the end, where is {it}?",
  ],
  needle: [
    "What appears briefly?",
    "What appears for a moment?",
    "What shows up briefly?",
    "What flashes up?",
    "What is only there for a moment?",
    "What can be seen briefly?",
    "Which object appears briefly?",
    "Does anything appear briefly?",
    "What appears?",
    "What pops up?",
  ],
  first: [
    "What appears first?",
    "What appears briefly first?",
    "Which object appears first?",
    "Which shape appears first?",
    "What is the first thing that appears?",
    "What shows up first?",
  ],
  last: [
    "What appears last?",
    "What appears briefly last?",
    "Which object appears last?",
    "Which shape appears last?",
    "What is the last thing that appears?",
    "What shows up last?",
  ],
  count: [
    "How many things appear briefly?",
    "How many objects appear briefly?",
    "How many shapes appear briefly?",
    "How many things appear?",
    "How many objects appear for a moment?",
    "How many things show up briefly?",
    "How many objects pop up?",
  ],
  scenes: [
    "How many scenes are there?",
    "How many scenes does the video have?",
    "How many scenes are in the video?",
    "How many backgrounds are there?",
    "How many different backgrounds are there?",
    "What is the number of scenes?",
  ],
  backgroundStart: [
    "What {color} is the background at the start?",
    "What {color} is the background at the beginning?",
    "What is the background {color} at the start?",
    "What is the {color} of the background at the start?",
    "Which {color} is the background in the first frame?",
    "What {color} is the first background?",
    "What {color} is the background in the first scene?",
  ],
  backgroundEnd: [
    "What {color} is the background at the end?",
    "What is the background {color} at the end?",
    "What is the {color} of the background at the end?",
    "Which {color} is the background in the last frame?",
    "What {color} is the last background?",
    "What {color} is the background in the last scene?",
    "Which {color} is the background at the end?",
  ],
  describe: [
    "What happens in this video?",
    "What happens?",
    "Describe the video.",
    "Describe this video",
    "What is happening in the video?",
    "What do you see?",
    "What is in the video?",
    "Describe this clip.",
    "What is this video about?",
    "What can you see in this video?",
    "Summarize the video.",
    "What does the video show?",
  ],
} as const satisfies Record<string, readonly string[]>;

/** `{thing}` is replaced by what appears, named by its colour. */
export const NAMED_PHRASINGS = {
  "named-shape": [
    "What shape is {thing}?",
    "Which shape is {thing}?",
    "What is the shape of {thing}?",
    "Which shape does {thing} have?",
  ],
  "named-place": [
    "Where does {thing} appear?",
    "Where is {thing}?",
    "Where does {thing} show up?",
    "Where can {thing} be seen?",
  ],
  "named-background": [
    "What {color} is the background when {thing} appears?",
    "Which {color} is the background when {thing} appears?",
    "When {thing} appears, what {color} is the background?",
    "What is the background {color} when {thing} appears?",
  ],
} as const satisfies Record<string, readonly string[]>;

export const NEEDLE_NAMES = ["object", "thing", "one"] as const;

/** The names of the main object; the first is as frequent as all others together. */
const MAIN_NAMES = [
  "the main object",
  "the object",
  "the big object",
  "the main shape",
  "the big shape",
  "the large object",
  "the moving object",
  "the shape",
  "it",
];

/** Puts a question in one way, with the small liberties that people take: case, spelling, no question mark. */
export function phrase(random: Random, templates: readonly string[]): string {
  const name = random.chance(0.5) ? "the main object" : random.pick(MAIN_NAMES);
  const color = random.chance(0.5) ? "color" : "colour";
  const text = random.pick(templates).replace("{it}", name).replace("{color}", color);
  return loosen(random, text);
}

export function loosen(random: Random, text: string): string {
  let loose = text;
  if (random.chance(0.25)) loose = loose.charAt(0).toLowerCase() + loose.slice(1);
  if (random.chance(0.25)) loose = loose.replace(/[?.]$/, "");
  if (random.chance(0.03)) loose = loose.toUpperCase();
  if (random.chance(0.04)) loose = random.chance(0.5) ? `Please: ${loose}` : `${loose} `;
  return loose;
}
