import { dot, unitRows } from "./nearest-other.ts";

/**
 * FLoC in f64: in each chunk of 32 frames always the token that raises the most the sum of all tokens' cosines with the
 * nearest taken one, from −1 each. Returns all tokens in order, chunks taking turns by the share of them that is taken.
 */
export function flocReference(
  data: ArrayLike<number>,
  frames: number,
  tokens: number,
): { readonly order: number[] } {
  const units = unitRows(data, data.length / frames / tokens);
  const taken: { token: number; share: number }[] = [];
  for (let first = 0; first < units.length; first += 32 * tokens) {
    const chunk = units.slice(first, first + 32 * tokens);
    const cosines = chunk.map((a) => chunk.map((b) => dot(a, b)));
    const best = chunk.map(() => -1);
    const rest = new Set(chunk.keys());
    while (rest.size > 0) {
      const left = [...rest];
      const gains = left.map((j) =>
        cosines[j]!.reduce((sum, cosine, i) => sum + Math.max(cosine - best[i]!, 0), 0),
      );
      const most = Math.max(...gains);
      // Of two tokens that are each the nearest to the other, both gain the same; the first of equal ones is taken.
      const next = left[gains.findIndex((gain) => gain >= most - 1e-5 * (1 + most))]!;
      taken.push({ token: first + next, share: (chunk.length - rest.size + 0.5) / chunk.length });
      rest.delete(next);
      cosines[next]!.forEach((cosine, i) => (best[i] = Math.max(best[i]!, cosine)));
    }
  }
  taken.sort((a, b) => a.share - b.share || a.token - b.token);
  return { order: taken.map(({ token }) => token) };
}
