import { AppError } from "../base/errors.ts";

/**
 * Starts a worker. A frame with a sandbox of its own may not.
 * @throws AppError `frame-sandboxed`.
 */
export function startWorker(start: () => Worker): Worker {
  try {
    return start();
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === "SecurityError")) throw thrown;
    throw new AppError(
      "frame-sandboxed",
      "This page is shown inside another one, in a frame that may not run its engine: the frame's sandbox gives it no origin.",
      'Open this page in a tab of its own. Whoever embeds it has to add "allow-same-origin" to the frame\'s sandbox.',
      { cause: thrown },
    );
  }
}
