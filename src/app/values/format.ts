// Numbers and times as the page writes them: thin space in thousands, one decimal for MB (2^20 bytes), two for
// seconds, a space before the unit, a true minus sign.

/** Narrow space that does not break: between thousands. */
export const THIN = "\u202f";

/** Space that does not break: before a unit. */
export const UNIT = "\u00a0";

/** 6272 → "6 272". */
export function formatCount(count: number): string {
  const digits = Math.round(Math.abs(count)).toString();
  const grouped = digits.replaceAll(/\B(?=(\d{3})+$)/g, THIN);
  return count < 0 ? `\u2212${grouped}` : grouped;
}

/** 1 → "1 frame", 6272 → "6 272 frames"; `many` is for words that do not just take an s. */
export const formatCounted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Bytes → "18.4" (MB), without the unit. */
const formatMegabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** The number and the unit of `formatBytes`, apart: ["18.4", "MB"]. */
export function splitBytes(bytes: number): [number: string, unit: string] {
  const [number = "", unit = ""] = formatBytes(bytes).split(UNIT);
  return [number, unit];
}

/** Bytes with the unit that suits them: "312 B", "4.1 kB", "18.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes}${UNIT}B`;
  if (bytes < 2 ** 20) return `${(bytes / 1_024).toFixed(1)}${UNIT}kB`;
  if (bytes < 2 ** 30) return `${formatMegabytes(bytes)}${UNIT}MB`;
  return `${(bytes / 2 ** 30).toFixed(2)}${UNIT}GB`;
}

/** Bytes that are known only roughly, or that need no more than a look: "842 MB", "1.3 GB". */
export function formatRoughBytes(bytes: number): string {
  if (bytes < 2 ** 20) return formatBytes(bytes);
  if (bytes < 1_000 * 2 ** 20) return `${Math.round(bytes / 2 ** 20)}${UNIT}MB`;
  return `${(bytes / 2 ** 30).toFixed(1)}${UNIT}GB`;
}

/** Seconds that are left: "48 s", "3 min", "1 h 5 min". */
export function formatRemaining(sec: number): string {
  if (sec < 60) return `${Math.ceil(sec)}${UNIT}s`;
  const minutes = Math.round(sec / 60);
  if (minutes < 60) return `${minutes}${UNIT}min`;
  return `${Math.floor(minutes / 60)}${UNIT}h ${minutes % 60}${UNIT}min`;
}

/** −0.4 → "−0.4", with a true minus sign. */
export const formatSigned = (value: number, digits: number): string =>
  value
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, "\u2212")
    .replace(/^-/, "");

/** 1/2 → "1/2"; whole numbers as they are. */
export const formatFraction = (value: number): string =>
  value >= 1 ? `${value}` : `1/${Math.round(1 / value)}`;

/** 0.25 → "25 %". */
export const formatPercent = (share: number): string => `${Math.round(share * 100)}${UNIT}%`;

/** Milliseconds → "0.64 s". */
export const formatSeconds = (ms: number): string => `${(ms / 1_000).toFixed(2)}${UNIT}s`;

/** Milliseconds as the waterfall writes them: "9", "24.3", "1 088". */
export function formatMs(ms: number): string {
  return ms < 100 ? (ms < 10 ? ms.toFixed(1) : ms.toFixed(1).replace(/\.0$/, "")) : formatCount(ms);
}

const twoDigits = (value: number): string => value.toString().padStart(2, "0");

/** Seconds → "0:12", "34:08", "1:02:03". */
export function formatClock(sec: number): string {
  const whole = Math.floor(sec);
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = twoDigits(whole % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** Seconds with tenths: "0:12.5". */
export function formatMoment(sec: number): string {
  const tenths = Math.round(sec * 10);
  return `${formatClock(Math.floor(tenths / 10))}.${tenths % 10}`;
}
