/** The drawn world: one generator for training, for evaluation and for the sample clips. */
export { mainCenter, needlesAt, tickTime } from "./clip.ts";
export type { ClipSpec, Figure, MainObject, Needle, Point, Scene } from "./clip.ts";
export { drawFrame } from "./draw.ts";
export { WORLDS } from "./hard/disturbance.ts";
export type { World } from "./hard/disturbance.ts";
export { heldOutOffTopic } from "./off-topic.ts";
export { ASKABLE, clipQuestions } from "./questions.ts";
export type { Question, QuestionType } from "./questions.ts";
export { longClip, needleChunks } from "./long-clip.ts";
export type { LongClipOptions } from "./long-clip.ts";
export { sampleClip } from "./sample.ts";
export type { SampleOptions } from "./sample.ts";
export { Random } from "../../src/base/random.ts";
