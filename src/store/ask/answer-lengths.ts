/** The lengths that an answer can be given, in tokens: the first is enough for the embedded model. */
export const ANSWER_LENGTHS = [96, 256, 512, 1_024] as const;
