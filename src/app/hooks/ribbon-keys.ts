// The keys that zoom and pan the ribbon of a video that is read whole: those of trace viewers.

/** The ribbon's scroller and its buttons carry these ids, so that the keys find them. */
export const RIBBON_ID = "ribbon";
export const ZOOM_IN_ID = "zoom-in";
export const ZOOM_OUT_ID = "zoom-out";

/** The share of the view by which one key pans. */
const PAN_SHARE = 0.25;

const press = (id: string) => () => document.getElementById(id)?.click();

/** Returns what a key does to the ribbon; null for nothing. */
export function ribbonKey(key: string): (() => void) | null {
  const ribbon = document.getElementById(RIBBON_ID);
  if (ribbon === null) return null;
  const pan = (side: number) => () =>
    ribbon.scrollBy({ left: side * PAN_SHARE * ribbon.clientWidth });
  switch (key.toLowerCase()) {
    case "w":
    case "+":
      return press(ZOOM_IN_ID);
    case "s":
    case "-":
      return press(ZOOM_OUT_ID);
    case "a":
      return pan(-1);
    case "d":
      return pan(1);
    default:
      return null;
  }
}
