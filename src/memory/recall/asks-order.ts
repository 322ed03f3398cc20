// Whether a question is about the order of things: for an order ("in which order …?"), for what comes first, last or next, for what
// happens before or after something, or for a list of what is there only for a moment, which is told in its order. Its answer lies in
// a few moments, one after another, and not in what is there all the time. English only, as the models' prompts are.

const VIEWED = "(?:shown|seen|visible|displayed|presented|mentioned|introduced)";
const BE = "(?:is|are|was|were)";
/** "appears", "has come in", "is seen". */
const COMES = `(?:appear|come|came|happen|occur|enter|arrive|leave|left|show|pop|flash|go|went|take|took|${BE} (?:\\w+ )?${VIEWED}|${BE} (?:there|happening))(?:s|es|ed|d|ped)?\\b(?: up\\b| in\\b| place\\b)?`;
const WHO = "(?:what|who|which)";
/** Some words of one sentence. */
const SOME = "[^?.!\\n]{0,100}?";
const ORDER = "(?:order|sequence)";
const IN_TIME = "(?:correct|right|proper|chronological|temporal)";
const END = "(?=\\s*(?:[?!.,;:]|$))";
const MOMENT = `(?:briefly|for (?:just |only )?an? (?:brief |short )?(?:moment|instant|second${END}))`;

const PATTERNS: readonly RegExp[] = [
  // "In which order do they appear?", "What order are they shown in?"
  `\\bin (?:what|which) ${ORDER}\\b`,
  `\\b(?:what|which) ${ORDER} (?:do|does|did|${BE})\\b${SOME}\\b(?:appear|occur|happen|come|${VIEWED})\\b`,
  // "What is the order of the events?", "Which of these is the correct sequence?"
  `\\bwhat ${BE} the (?:${IN_TIME} )?${ORDER} (?:of|in which)\\b`,
  `\\b${IN_TIME} (?:${IN_TIME} )?${ORDER}\\b`,
  // "List the objects in the order they appear.", "… in order of appearance"
  `\\bin (?:the |their )?order (?:in which|of (?:their |its )?(?:appearance|occurrence)|(?:that )?(?:they|it|things)\\b)`,
  // "What appears first?", "Who leaves last?", "What does she do next?"
  `\\b${WHO}\\b${SOME}\\b(?:(?<!at )first|next|second|third|afterwards?)${END}`,
  `\\b${WHO}\\b${SOME}\\b${COMES}(?: briefly)? last${END}`,
  `\\bwhat (?:do|does|did)\\b${SOME}(?<! to) last${END}`,
  `\\bwhat happens (?:next|then)\\b`,
  // "What is the last thing that appears?", "Who is the first person to enter?"
  `\\b${WHO} (?:\\w+ )?${BE} the (?:very )?(?:first|second|third|next|last|final) \\w+ (?:that|who|to (?!the|an?|his|her|its|their|my|your)|which)\\b`,
  // "What happens after she sits down?", "What did the man do before that?", "After it stops, who comes?"
  `\\b${WHO}(?: else| \\w+)? ${COMES}${SOME}\\b(?:before|after)\\b`,
  `\\bwhat (?:do|does|did|has|have|had|will|${BE})\\b${SOME}\\b(?:do|doing|done)\\b${SOME}\\b(?:before|after)\\b`,
  `(?:^|[?.!\\n]\\s*)(?:right |just |immediately |shortly )?(?:before|after) ${SOME}, ${WHO}\\b`,
  // "Which is first red, then green?", and no "First describe it, then …"
  `\\b(?:${WHO}|${BE}|do|does|did)\\b${SOME}\\bfirst\\b${SOME}\\bthen\\b`,
  // "What appears briefly?", "What is only there for a moment?", "What flashes up?"
  `\\b(?:what|which \\w+|anything|something) (?:${COMES}|(?:can|could) be ${VIEWED}|${BE} only (?:there|${VIEWED}))(?: only| just)? ${MOMENT}`,
  `\\bwhat (?:pops|flashes) up${END}`,
  `^\\W*(?:please\\W+)?what (?:appears|shows up)\\W*$`,
].map((pattern) => new RegExp(pattern, "i"));

/** The first line that begins as the choices of a question do: "A. …", "(B) …", "Options:". */
const CHOICES = /\n\s*(?:\(?[A-Za-z1-9][).:]|(?:options|choices|candidates)\b)/i;

/** How many things there were is told by all moments together, and no order has a part in it. */
const COUNTS = /\bhow (?:many|often|much)\b/i;

const withoutChoices = (question: string): string => question.split(CHOICES, 1)[0] ?? "";

/** Whether a question is about how many things there are; of one with choices, without these. */
export const asksCount = (question: string): boolean => COUNTS.test(withoutChoices(question));

/** Whether a question is about the order of things; of one with choices, without these. */
export function asksOrder(question: string): boolean {
  const asked = withoutChoices(question);
  return !COUNTS.test(asked) && PATTERNS.some((pattern) => pattern.test(asked));
}
