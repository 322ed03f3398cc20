// Faults on demand. A fault names a file of a repository and what happens to requests for it; it may let some requests
// pass first and end after some more.

export type FaultKind =
  /** The connection ends after `afterBytes` of the body, or at the file's byte `atOffset`. */
  | "cut"
  /** Nothing more is sent from there on, and the connection stays open until it is broken by the hub's control. */
  | "stall"
  /** The answer has `status`, `errorCode` (as the hub names it) and `retryAfterSec`. */
  | "status"
  /** The answer is 401 unless the request carries `token`. */
  | "gated"
  /** A Range request is answered with 200 and the whole file. */
  | "ignore-range"
  /** A Range request is answered with another range than the one asked for. */
  | "wrong-range"
  /** The file has the ETag `etag` from now on. */
  | "etag"
  /** The byte at `atOffset` is flipped. */
  | "wrong-bytes"
  /** The body is sent at `bytesPerSec`. */
  | "slow"
  /** The answer has no CORS headers. */
  | "no-cors"
  /** CORS as a bare bucket has it: ETag and Content-Range are not exposed, and If-Range is not allowed. */
  | "bare-cors";

export interface Fault {
  readonly kind: FaultKind;
  /** The repository, "org/name"; default: every repository. */
  readonly repo?: string;
  /** The path in the repository, "api:revision", "api:tree", or "*" for every file (the default). */
  readonly path?: string;
  readonly afterBytes?: number;
  readonly atOffset?: number;
  readonly status?: number;
  readonly errorCode?: string;
  readonly retryAfterSec?: number;
  readonly token?: string;
  readonly etag?: string;
  readonly bytesPerSec?: number;
  /** The number of requests it affects; default: all. */
  readonly times?: number;
  /** The number of requests that pass first. */
  readonly skip?: number;
}

/** What a request is for. */
export interface Target {
  readonly repo: string;
  readonly path: string;
}

/** The faults in effect; each counts the requests that it has seen. */
export class FaultList {
  #armed: Armed[] = [];

  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault) => ({
      fault,
      skip: fault.skip ?? 0,
      times: fault.times ?? Infinity,
    }));
  }

  /**
   * Returns the faults of these kinds that affect this request; each loses one use. `reaches` keeps a fault for later
   * when this request does not come to it (a byte outside its range).
   */
  take(
    target: Target,
    kinds: readonly FaultKind[],
    reaches: (fault: Fault) => boolean = () => true,
  ): Fault[] {
    return this.#ready(target, kinds, reaches).map(spend);
  }

  /** Like `take`, but returns only the fault with the lowest `order`, the first of equal ones. */
  takeOne(
    target: Target,
    kinds: readonly FaultKind[],
    reaches: (fault: Fault) => boolean = () => true,
    order: (fault: Fault) => number = () => 0,
  ): Fault | undefined {
    const ready = this.#ready(target, kinds, reaches);
    const first = ready.sort((one, other) => order(one.fault) - order(other.fault))[0];
    return first && spend(first);
  }

  #ready(target: Target, kinds: readonly FaultKind[], reaches: (fault: Fault) => boolean): Armed[] {
    return this.#armed.filter((armed) => {
      const { fault } = armed;
      if (armed.times === 0 || !kinds.includes(fault.kind) || !isFor(fault, target)) return false;
      if (!reaches(fault)) return false;
      if (armed.skip === 0) return true;
      armed.skip--;
      return false;
    });
  }
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  times: number;
}

function spend(armed: Armed): Fault {
  armed.times--;
  return armed.fault;
}

function isFor({ repo, path = "*" }: Fault, target: Target): boolean {
  if (repo !== undefined && repo !== target.repo) return false;
  return path === target.path || (path === "*" && !target.path.startsWith("api:"));
}

const NUMBERS = [
  "afterBytes",
  "atOffset",
  "status",
  "retryAfterSec",
  "bytesPerSec",
  "times",
  "skip",
];
const TEXTS = ["kind", "repo", "path", "errorCode", "token", "etag"];

/** Reads "kind=cut,path=onnx/x.onnx,afterBytes=1000,times=1". @throws Error that names the wrong word. */
export function parseFault(text: string): Fault {
  const fields: Record<string, string | number> = {};
  for (const pair of text.split(",")) {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (TEXTS.includes(name)) fields[name] = value;
    else if (NUMBERS.includes(name) && /^\d+$/.test(value)) fields[name] = Number(value);
    else throw new Error(`"${pair}" is not a field of a fault, or its value is not a number.`);
  }
  return checkFault(fields);
}

const KINDS: readonly string[] = [
  "cut",
  "stall",
  "status",
  "gated",
  "ignore-range",
  "wrong-range",
  "etag",
  "wrong-bytes",
  "slow",
  "no-cors",
  "bare-cors",
] satisfies FaultKind[];

/** Checks a fault from outside. @throws Error when its kind is not known. */
export function checkFault(value: unknown): Fault {
  const fault = value as Fault;
  if (typeof value === "object" && value !== null && KINDS.includes(fault.kind)) return fault;
  throw new Error(`A fault's kind must be one of ${KINDS.join(", ")}.`);
}
