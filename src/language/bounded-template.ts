// Renders a chat template within limits of time and memory, because a template comes with a model's folder and may loop
// without end, by mistake or on purpose.

import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";

type Evaluate = Interpreter["evaluate"];

/** The longest template that is read, in characters; the longest published ones have some 30,000. */
const MOST_CHARACTERS = 2 ** 16;
/** The longest run of white space; the library looks at each from each of its characters. */
const MOST_SPACES = 2 ** 12;
/** The most steps and items in all; a prompt of two turns takes some hundreds. */
const MOST_STEPS = 2 ** 17;
/** The longest text or list inside. */
const MOST_ITEMS = 2 ** 16;

/** Returns the text. @throws Error when the template fails, or when it exceeds a limit. */
export function renderBounded(template: string, values: Readonly<Record<string, unknown>>): string {
  if (template.length > MOST_CHARACTERS) {
    throw new Error(`it has ${template.length} characters; ${MOST_CHARACTERS} are read at most`);
  }
  if (new RegExp(`\\s{${MOST_SPACES}}`).test(template)) {
    throw new Error(`it has ${MOST_SPACES} spaces or more in a row`);
  }
  try {
    const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
    const interpreter = new BoundedInterpreter(environmentOf(values));
    return interpreter.run(program).value as string; // a program's value is its text
  } catch (thrown) {
    // The stack of calls is a limit too.
    if (thrown instanceof RangeError) throw new Error("it is nested too deeply", { cause: thrown });
    throw thrown;
  }
}

/** The library's own interpreter, which gives up where a template takes too many steps or makes something too long. */
class BoundedInterpreter extends Interpreter {
  #steps = 0;

  override evaluate(...given: Parameters<Evaluate>): ReturnType<Evaluate> {
    this.#count(1);
    const result = super.evaluate(...given);
    const value: unknown = result.value;
    // What a loop goes through is counted here too: its body may be empty.
    if (typeof value === "string" || Array.isArray(value)) this.#count(sizeOf(value));
    return result;
  }

  #count(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
  }
}

function sizeOf(value: string | readonly unknown[]): number {
  if (value.length > MOST_ITEMS) {
    throw new Error(`it makes a text or list of ${value.length} items; ${MOST_ITEMS} at most`);
  }
  return Array.isArray(value) ? value.length : Math.ceil(value.length / 64);
}

/** Returns what the library's own `Template` gives a template, with a `range` of bounded length. */
function environmentOf(values: Readonly<Record<string, unknown>>): Environment {
  const environment = new Environment();
  const globals = {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    range,
    raise_exception: (message: unknown) => {
      throw new Error(String(message));
    },
    strftime_now: (format: unknown) => dateWords(new Date(), String(format)),
  };
  for (const [name, value] of Object.entries({ ...globals, ...values })) {
    environment.set(name, value);
  }
  return environment;
}

/** Python's `range`. */
function range(first: number, last?: number, step = 1): number[] {
  const [start, stop] = last === undefined ? [0, first] : [first, last];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!(count <= MOST_ITEMS)) throw new Error(`it counts to ${stop}; ${MOST_ITEMS} at most`);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

const MONTHS =
  "January February March April May June July August September October November December";

/** Python's `strftime`, as far as chat templates use it. */
function dateWords(date: Date, format: string): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const month = MONTHS.split(" ")[date.getMonth()] ?? "";
  const words: Readonly<Record<string, string>> = {
    "%Y": String(date.getFullYear()),
    "%m": two(date.getMonth() + 1),
    "%d": two(date.getDate()),
    "%b": month.slice(0, 3),
    "%B": month,
    "%H": two(date.getHours()),
    "%M": two(date.getMinutes()),
    "%%": "%",
  };
  return format.replaceAll(/%[YmdbBHM%]/g, (token) => words[token] ?? token);
}
