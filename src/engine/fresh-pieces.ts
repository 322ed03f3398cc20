// An answer that is begun again on a new device: what the page already has of it is not sent twice.

/** Each `begin()` is one beginning of the same answer; `tell` hears every character once. */
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
