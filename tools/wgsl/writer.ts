// Writes the lines of one function of the generated code.

export interface Writer {
  line(text: string): void;
  append(lines: readonly string[]): void;
  /** Returns a name that no other variable of the function has. */
  fresh(name: string): string;
  /** Returns the name by which the function reads a variable of the whole shader. */
  shared(name: string): string;
  /** The shader's variables that were read, for copies at the function's start: a local is read faster. */
  readonly read: ReadonlySet<string>;
  /** Returns the lines that `work` writes instead of writing them. */
  captured<T>(work: () => T): readonly [result: T, lines: readonly string[]];
}

export function createWriter(): Writer & { readonly lines: readonly string[] } {
  const read = new Set<string>();
  let lines: string[] = [];
  let count = 0;
  return {
    read,
    get lines() {
      return lines;
    },
    line: (text) => void lines.push(text),
    append: (more) => void lines.push(...more),
    fresh: (name) => `${name}$${count++}`,
    shared(name) {
      read.add(name);
      return name;
    },
    captured(work) {
      const outer = lines;
      lines = [];
      try {
        return [work(), lines];
      } finally {
        lines = outer;
      }
    },
  };
}

/** What stands outside of functions reads the shader's variables themselves, and writes no lines. */
export function constantWriter(read: (name: string) => void): Writer {
  const none = (): never => {
    throw new Error("a constant needs a statement");
  };
  return {
    read: new Set(),
    line: none,
    append: (lines) => (lines.length > 0 ? none() : undefined),
    fresh: none,
    shared(name) {
      read(name);
      return sharedName(name);
    },
    captured: (work) => [work(), []],
  };
}

/** The name that a variable of the whole shader has outside of functions. */
export const sharedName = (name: string): string => `$${name}`;
