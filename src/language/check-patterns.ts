// Refuses regular expressions of a tokenizer.json that could take for ever: an engine that goes back over a text, as the
// browser's does, tries the ways in which repetitions inside repetitions, or several in a row, share it out.

/** The longest expression; GPT-4o's has 300 characters. */
const MOST_CHARACTERS = 1_024;
/** The most endless repetitions in a row; published ones have two. */
const MOST_IN_A_ROW = 4;
/** The most that something is repeated by a number. */
const MOST_TIMES = 256;

/** Returns why the first dangerous expression in a tokenizer's parts is refused, or null. */
export function dangerIn(parts: unknown): string | null {
  const left: unknown[] = [parts];
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (typeof part !== "object" || part === null) continue;
    for (const [key, value] of Object.entries(part)) {
      if (key === "Regex" && typeof value === "string") {
        const danger = dangerOf(value);
        if (danger !== null) return danger;
      } else if (typeof value === "object" && value !== null) left.push(value);
    }
  }
  return null;
}

/** What is known of a group while it is read, or of the whole expression. */
interface Group {
  /** The endless repetitions of the way that is read, and the most of those before. */
  inRow: number;
  most: number;
  hasWays: boolean;
  hasEndless: boolean;
}

const REPEATED = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/;

function dangerOf(pattern: string): string | null {
  if (pattern.length > MOST_CHARACTERS) {
    return `an expression has ${pattern.length} characters; at most ${MOST_CHARACTERS} are used`;
  }
  const open: Group[] = [newGroup()];
  let last: Group | null = null;
  for (let at = 0; at < pattern.length;) {
    const top = open.at(-1);
    if (top === undefined) return "an expression's brackets do not match";
    const rest = pattern.slice(at);
    const repeat = REPEATED.exec(rest);
    if (repeat !== null && at > 0) {
      const [text, least = "", comma = "", most = ""] = repeat;
      if (Math.max(Number(least), Number(most)) > MOST_TIMES) {
        return `an expression repeats something more than ${MOST_TIMES} times`;
      }
      const isEndless = text === "*" || text === "+" || (comma === "," && most === "");
      const isMany = isEndless || Number(most || least) > 1;
      if (isMany && last?.hasEndless === true) {
        return "an expression has an endless repetition inside a repetition";
      }
      if (isMany && last?.hasWays === true) {
        return "an expression has several ways inside a repetition";
      }
      if (isEndless) {
        top.inRow++;
        top.hasEndless = true;
      }
      at += text.length;
      // After a repetition, "?" and "+" only say how it is made.
      if (/^[?+]/.test(pattern.slice(at))) at++;
      last = null;
      continue;
    }
    last = null;
    const letter = rest[0] ?? "";
    if (letter === "\\") {
      if (/^\\[1-9k]/.test(rest)) return "an expression refers back to what it found";
      at += /^\\[pP]\{[^}]*\}|^\\[xu]\{[^}]*\}|^\\./su.exec(rest)?.[0].length ?? 1;
    } else if (letter === "[") at += classLength(rest);
    else if (letter === "(") {
      open.push(newGroup());
      at += /^\((?:\?(?:<?[=!]|[:>]|<\w+>|[a-z-]+:))?/.exec(rest)?.[0].length ?? 1;
    } else if (letter === ")") {
      endWay(top);
      open.pop();
      last = top;
      const outer = open.at(-1);
      if (outer !== undefined) {
        outer.inRow += top.most;
        outer.hasEndless ||= top.hasEndless;
        outer.hasWays ||= top.hasWays;
      }
      at++;
    } else {
      if (letter === "|") {
        top.hasWays = true;
        endWay(top);
      }
      at++;
    }
  }
  const [whole] = open;
  if (whole === undefined || open.length > 1) return "an expression's brackets do not match";
  endWay(whole);
  if (whole.most <= MOST_IN_A_ROW) return null;
  return `an expression has ${whole.most} endless repetitions in a row; at most ${MOST_IN_A_ROW} are used`;
}

const newGroup = (): Group => ({ inRow: 0, most: 0, hasWays: false, hasEndless: false });

function endWay(group: Group): void {
  group.most = Math.max(group.most, group.inRow);
  group.inRow = 0;
}

/** Returns the length of a class of characters, which may hold others. */
function classLength(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") depth++;
    else if (text[at] === "]" && --depth === 0) return at + 1;
  }
  return text.length;
}
