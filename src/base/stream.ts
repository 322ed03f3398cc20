// Conversion between callbacks and generators: an answer is pushed where it is made and pulled where it is read.

/** Reads `stream` to its end, passes each piece to `onPiece`, and returns the stream's report. */
export async function drain<Piece, Report>(
  stream: AsyncGenerator<Piece, Report, undefined>,
  onPiece: (piece: Piece) => void,
): Promise<Report> {
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return next.value;
    onPiece(next.value);
  }
}

/**
 * Yields what `run` pushes, in order, then returns what `run` resolves to. `run` starts with the first `next()`. Its
 * signal aborts when `signal` does, and also when the reader stops reading early.
 */
export async function* streamOf<Piece, Report>(
  run: (push: (piece: Piece) => void, signal: AbortSignal) => Promise<Report>,
  signal?: AbortSignal,
): AsyncGenerator<Piece, Report, undefined> {
  const left = new AbortController();
  const pieces: Piece[] = [];
  let isSettled = false;
  let wake = (): void => undefined;
  const report = run(
    (piece) => {
      pieces.push(piece);
      wake();
    },
    signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
  );
  const settle = (): void => {
    isSettled = true;
    wake();
  };
  report.then(settle, settle);
  try {
    for (;;) {
      yield* pieces.splice(0);
      if (isSettled && pieces.length === 0) return await report;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (isSettled || pieces.length > 0) resolve();
      });
    }
  } finally {
    if (!isSettled) left.abort();
  }
}
