/** Of each step the encoded patches (source = step + 1) numbered first, then the others; and how many those are. */
export function patchSlotsReference(
  sources: readonly number[],
  patches: number,
): { slots: number[]; counts: number[] } {
  const slots: number[] = [];
  const counts: number[] = [];
  for (let step = 0; step < sources.length / patches; step++) {
    const mine = sources.slice(step * patches, (step + 1) * patches);
    const fresh = mine.flatMap((source, p) => (source === step + 1 ? [p] : []));
    const stale = mine.flatMap((source, p) => (source === step + 1 ? [] : [p]));
    const order = [...fresh, ...stale];
    mine.forEach((_, p) => slots.push(order.indexOf(p)));
    counts.push(fresh.length);
  }
  return { slots, counts };
}
