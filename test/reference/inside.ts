import type { RowCut } from "../../src/language/drop-rows.ts";
import type { InsideDecoder } from "./decoder.ts";
import { densityPeaksReference } from "./density-peaks-on-cpu.ts";
import { ratersReference } from "./sparsevlm.ts";
import { textRatersReference } from "./text-weights.ts";

/**
 * What rows are rated by: the prompt's last row in the layer before a cut (FastV) or behind it (PDrop), the question's raters
 * (SparseVLM), those corrected (SparseVLM+), or how far the layer before has moved them (V²Drop).
 */
export type RatedBy = "before" | "behind" | "raters" | "far-raters" | "change";

interface Held {
  readonly token: number;
  readonly members: readonly number[] | null;
  /** Where the row is among those of the prompt and of what was said behind it. */
  readonly source: number;
}

/**
 * A method inside the reference decoder. `prompt` is the number of the prompt's rows, whose text behind the video begins one
 * row behind its last token; rows behind the prompt are what was said, and rate nothing.
 */
export function insideReference(
  cuts: readonly RowCut[],
  prompt: number,
  by: RatedBy,
  rotation: { readonly theta: number; readonly headSize: number },
) {
  const survivors: number[][] = [];
  const recycled: { token: number; members: number[] }[][] = [];
  const inside = (tokens: readonly number[]): InsideDecoder => {
    let held: Held[] = tokens.map((token, source) => ({ token, members: null, source }));
    let seen: readonly (readonly (readonly number[])[])[] = [];
    let before: readonly (readonly number[])[] = [];
    let raters: readonly number[] = [];
    const firstText = tokens.findLastIndex((token) => token !== -1) + 2;
    const asked = prompt - firstText;

    const rate = (
      visual: readonly number[],
      rows: readonly (readonly number[])[],
      positions: readonly number[],
      look: () => typeof seen,
    ): number[] => {
      const count = held.filter(({ source }) => source < prompt).length;
      const byLast = (map: typeof seen): number[] => ratersReference(map, [count - 1], visual);
      const looking = raters.map((rater) => count - asked + rater);
      switch (by) {
        case "before":
          return byLast(seen);
        case "behind":
          return byLast(look());
        case "raters":
          return ratersReference(seen, looking, visual);
        case "far-raters":
          return ratersReference(seen, looking, visual, { positions, ...rotation });
        case "change":
          return visual.map((row) => Math.hypot(...rows[row]!.map((x, c) => x - before[row]![c]!)));
      }
    };

    return {
      see(_, map) {
        seen = map;
      },
      pass(layer, rows, positions, look) {
        if (layer === 0) {
          const of = rows.filter((_, row) => tokens[row] !== -1);
          raters = textRatersReference(of, rows.slice(firstText, prompt));
        }
        const cut = cuts.find((each) => each.layer === layer);
        if (cut === undefined) {
          before = rows;
          return null;
        }
        const visual = held.flatMap(({ token }, row) => (token === -1 ? [] : [row]));
        const rated = rate(visual, rows, positions, look);
        const order = [...visual.keys()].toSorted((a, b) => rated[b]! - rated[a]! || a - b);
        const stays = new Set(order.slice(0, cut.keep).map((i) => visual[i]!));
        const kept = held.flatMap(({ token }, row) =>
          token === -1 || stays.has(row) ? [row] : [],
        );
        const tokensIn = ({ token, members }: Held): readonly number[] => members ?? [token];
        let next = kept.map((row) => ({
          held: held[row]!,
          row: rows[row]!,
          position: positions[row]!,
        }));
        if (cut.recycled !== undefined && stays.size < visual.length) {
          const best = order.slice(cut.keep, cut.keep + cut.recycled.from).map((i) => visual[i]!);
          const merged = best.toSorted((a, b) => a - b);
          const clusters = densityPeaksReference(
            merged.map((row) => rows[row]!),
            cut.recycled.into,
          ).map((of) => of.map((i) => merged[i]!));
          const fresh = clusters.map((of) => ({
            held: {
              ...held[of[0]!]!,
              members: of.flatMap((row) => tokensIn(held[row]!)).toSorted((a, b) => a - b),
            },
            row: rows[0]!.map(
              (_, c) => of.reduce((sum, row) => sum + rows[row]![c]!, 0) / of.length,
            ),
            position: positions[of[0]!]!,
          }));
          const end = next.findLastIndex((one) => one.held.token !== -1) + 1;
          next = [...next.slice(0, end), ...fresh, ...next.slice(end)];
        }
        held = next.map((one) => one.held);
        before = next.map(({ row }) => row);
        survivors.push(
          held.flatMap(({ token, members }) => (token === -1 || members !== null ? [] : [token])),
        );
        recycled.push(
          held.flatMap(({ token, members }) =>
            members === null ? [] : [{ token, members: [...members] }],
          ),
        );
        return {
          rows: before,
          positions: next.map(({ position }, row) =>
            cut.positions === "compact" ? row : position,
          ),
        };
      },
    };
  };
  return { inside, survivors, recycled };
}
