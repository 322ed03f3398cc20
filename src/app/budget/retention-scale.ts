// The slider's log scale, from 5 percent at the left to 100 at the right, in whole percent.

const MIN_PERCENT = 5;
const MAX_PERCENT = 100;
export const TICKS = [5, 10, 15, 25, 50, 75, 100] as const;

const SPAN = Math.log(MAX_PERCENT / MIN_PERCENT);

/** 0 at the left end, 1 at the right. */
export const placeOfPercent = (percent: number): number => Math.log(percent / MIN_PERCENT) / SPAN;

export const percentAt = (place: number): number =>
  Math.round(MIN_PERCENT * Math.exp(Math.min(1, Math.max(0, place)) * SPAN));

/** Returns the percent that a key moves the slider to; null for other keys. */
export function percentAfterKey(key: string, percent: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(MAX_PERCENT, percent + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(MIN_PERCENT, percent - 1);
    case "PageUp":
      return TICKS.find((tick) => tick > percent) ?? MAX_PERCENT;
    case "PageDown":
      return TICKS.findLast((tick) => tick < percent) ?? MIN_PERCENT;
    case "Home":
      return MIN_PERCENT;
    case "End":
      return MAX_PERCENT;
    default:
      return null;
  }
}
