// Work that may never end, because what comes with a model's folder decides how long it takes. Nothing in a worker can stop
// it, so the worker says before it begins, and whoever started the worker ends it when nothing more is heard.

type Tell = (what: string | null) => void;

let tell: Tell = () => undefined;

/** Sets who is told what is about to run, and by null that it has ended. */
export function tellWatched(listener: Tell): void {
  tell = listener;
}

/** Does the work under watch; `what` begins a sentence such as "The model's chat template". */
export function watched<T>(what: string, work: () => T): T {
  tell(what);
  try {
    return work();
  } finally {
    tell(null);
  }
}
