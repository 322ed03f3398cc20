// Avoids sending pieces twice when an answer starts again on a new device.

/** Each `begin()` starts the same answer again; `tell` is called with every character once. */
export function createFreshPieces(tell: (text: string) => void): {
  readonly begin: () => (piece: string) => void;
} {
  let told = 0;
  return {
    begin() {
      let skip = told;
      return (piece) => {
        const fresh = piece.slice(skip);
        skip = Math.max(0, skip - piece.length);
        told += fresh.length;
        if (fresh !== "") tell(fresh);
      };
    },
  };
}
