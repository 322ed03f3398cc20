// Rows and kept tokens → what the decoder reads: embeddings and positions.

import type { FamilyReference, Positions, Row, VideoFacts } from "./family.ts";

export interface RowSources {
  /** D */
  readonly width: number;
  /** The embedding of a text id, D numbers. */
  readonly embedding: (id: number) => ArrayLike<number>;
  /** [T · N, D] */
  readonly tokens: ArrayLike<number>;
  /** [D]; for families without one never read. */
  readonly newline: ArrayLike<number> | null;
}

export interface ReferenceSequence {
  readonly rows: readonly Row[];
  /** inputs_embeds [1, S, D]. */
  readonly embeds: Float32Array;
  readonly positions: Positions;
}

/** Leaves out what is not kept. `kept` are indices of all T · N tokens; `keepsPlaces` instead of the family's own. */
export function referenceSequence(
  reference: FamilyReference,
  rows: readonly Row[],
  video: VideoFacts,
  kept: ReadonlySet<number>,
  sources: RowSources,
  keepsPlaces: boolean = reference.keepsPlaces,
): ReferenceSequence {
  const stays = rows.map((row) => row.kind !== "token" || kept.has(row.index));
  const left = rows.filter((_, i) => stays[i]);
  const whole = reference.positions(keepsPlaces ? rows : left, video);
  const positions = keepsPlaces
    ? { axes: whole.axes.map((axis) => axis.filter((_, i) => stays[i])), next: whole.next }
    : whole;
  const { width } = sources;
  const embeds = new Float32Array(left.length * width);
  left.forEach((row, i) => embeds.set(rowValues(row, sources), i * width));
  return { rows: left, embeds, positions };
}

function rowValues(row: Row, { width, embedding, tokens, newline }: RowSources): number[] {
  switch (row.kind) {
    case "text":
      return Array.from(embedding(row.id));
    case "token":
      return Array.from({ length: width }, (_, d) => tokens[row.index * width + d]!);
    case "newline":
      if (newline === null) throw new Error("This family has no newline.");
      return Array.from(newline);
  }
}
