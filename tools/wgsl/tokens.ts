// The words of a WGSL text, with their lines.

export interface Token {
  readonly kind: "name" | "number" | "symbol" | "end";
  readonly text: string;
  readonly line: number;
  /** Whether nothing stands between it and the token before. */
  readonly isJoined: boolean;
}

/**
 * ">" is always a token of its own, because it may end a template: `array<vec4<f32>>`. The parser joins those that are an
 * operator.
 */
const TOKEN =
  /(?<blank>\s+|\/\/.*|\/\*[\s\S]*?\*\/)|(?<name>[A-Za-z_]\w*)|(?<number>0[xX][\da-fA-F]+[iu]?|(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?[iufh]?)|(?<symbol><<=|->|<<|<=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^!~<>=@()[\]{},;:.])/y;

/**
 * Splits a text.
 * @throws Error for a character that begins no token.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let isJoined = true;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`line ${line}: "${text.charAt(at)}" begins no token`);
    const [word] = match;
    const { blank, name, number } = match.groups ?? {};
    if (blank === undefined) {
      const kind = name !== undefined ? "name" : number !== undefined ? "number" : "symbol";
      tokens.push({ kind, text: word, line, isJoined });
    }
    isJoined = blank === undefined;
    line += word.split("\n").length - 1;
    at += word.length;
  }
  tokens.push({ kind: "end", text: "", line, isJoined: false });
  return tokens;
}
