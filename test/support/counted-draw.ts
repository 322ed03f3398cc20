/** Pictures for a fake engine, and which of them are open. */
export function countedDraw() {
  const open = new Set<number>();
  let last = 0;
  const draw = () => {
    const id = ++last;
    open.add(id);
    const bitmap = { width: 16, height: 9, close: () => void open.delete(id) };
    return Promise.resolve(bitmap as ImageBitmap);
  };
  return { open, draw };
}
