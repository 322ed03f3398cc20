// The boxes of an MP4: a length, four letters, and a body, which may be boxes again.

/** Boxes whose body is boxes. */
const BOXES_OF_BOXES = ["moov", "trak", "mdia", "minf", "stbl", "edts", "moof", "traf"];

export const letters = (view: DataView, at: number): string =>
  at + 4 > view.byteLength
    ? ""
    : String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));

/** Returns the bytes of the box at `at`, at most `most`; null when its size makes no sense. `left` follow in the file. */
export function boxSize(view: DataView, at: number, left: number, most = left): number | null {
  const size = view.getUint32(at);
  if (size === 0) return left;
  if (size !== 1) return size < 8 ? null : Math.min(size, most);
  if (at + 16 > view.byteLength) return null;
  const large = Number(view.getBigUint64(at + 8));
  return large < 16 ? null : Math.min(large, most);
}

/** Calls `visit` with each box and its body, those inside other boxes too. */
export function walkBoxes(view: DataView, visit: (type: string, body: DataView) => void): void {
  for (let at = 0; at + 8 <= view.byteLength;) {
    const size = boxSize(view, at, view.byteLength - at);
    if (size === null) return;
    const type = letters(view, at + 4);
    const header = view.getUint32(at) === 1 ? 16 : 8;
    const body = new DataView(view.buffer, view.byteOffset + at + header, size - header);
    visit(type, body);
    if (BOXES_OF_BOXES.includes(type)) walkBoxes(body, visit);
    at += size;
  }
}
