// Collects pieces of text and hands them on once an animation frame, so that a fast answer costs one render a frame.

export interface TextBuffer {
  push(piece: string): void;
  /** Hands on what is left at once. */
  flush(): void;
}

/** `deliver` gets the pieces since the last call, in order. */
export function createTextBuffer(
  nextFrame: (run: () => void) => void,
  deliver: (pieces: readonly string[]) => void,
): TextBuffer {
  let waiting: string[] = [];
  let isScheduled = false;
  const flush = () => {
    isScheduled = false;
    if (waiting.length === 0) return;
    const pieces = waiting;
    waiting = [];
    deliver(pieces);
  };
  return {
    push: (piece) => {
      waiting.push(piece);
      if (isScheduled) return;
      isScheduled = true;
      nextFrame(flush);
    },
    flush,
  };
}
