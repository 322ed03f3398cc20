// How numbers of bytes are written in sentences.

const UNITS = ["bytes", "KB", "MB", "GB"] as const;

/** Returns "812 bytes", "3.1 MB" or "1.2 GB", in decimal units as disks and browsers count. */
export function sizeWords(bytes: number): string {
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${UNITS[step] ?? "GB"}`;
}
