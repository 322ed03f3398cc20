/** A transform of one block, in place: `values` is [down, across], row after row. */
export interface CosineTransform {
  readonly values: Float64Array;
  readonly forward: () => void;
  readonly inverse: () => void;
}

/** Returns the orthonormal two-dimensional cosine transform (DCT-II) of blocks of a size. */
export function cosineTransform(across: number, down: number): CosineTransform {
  const values = new Float64Array(across * down);
  const half = new Float64Array(across * down);
  const [rows, columns] = [cosines(across), cosines(down)];
  const [rowsBack, columnsBack] = [transposed(rows, across), transposed(columns, down)];
  return {
    values,
    forward: () => {
      transformRows(values, half, rows, across, down);
      transformColumns(half, values, columns, across, down);
    },
    inverse: () => {
      transformColumns(values, half, columnsBack, across, down);
      transformRows(half, values, rowsBack, across, down);
    },
  };
}

/** The orthonormal cosines of a length, [frequency, place]. */
function cosines(length: number): Float64Array {
  return Float64Array.from({ length: length * length }, (_, at) => {
    const frequency = Math.floor(at / length);
    const norm = Math.sqrt((frequency === 0 ? 1 : 2) / length);
    return norm * Math.cos((Math.PI * frequency * ((at % length) + 0.5)) / length);
  });
}

function transposed(matrix: Float64Array, side: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % side) * side + Math.floor(at / side)] ?? 0);
}

function transformRows(
  from: Float64Array,
  to: Float64Array,
  basis: Float64Array,
  across: number,
  down: number,
): void {
  for (let start = 0, at = 0; start < across * down; start += across)
    for (let line = 0; line < across * across; line += across, at++) {
      let sum = 0;
      for (let x = 0; x < across; x++) sum += (basis[line + x] ?? 0) * (from[start + x] ?? 0);
      to[at] = sum;
    }
}

function transformColumns(
  from: Float64Array,
  to: Float64Array,
  basis: Float64Array,
  across: number,
  down: number,
): void {
  to.fill(0);
  for (let line = 0; line < down; line++)
    for (let y = 0; y < down; y++) {
      const weight = basis[line * down + y] ?? 0;
      for (let x = 0; x < across; x++) {
        const at = line * across + x;
        to[at] = (to[at] ?? 0) + weight * (from[y * across + x] ?? 0);
      }
    }
}
