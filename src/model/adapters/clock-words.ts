// Times in a video as a prompt writes them.

/** Returns whole seconds as "01:05"; minutes continue past an hour. */
export const minutesSeconds = (sec: number): string =>
  `${twoDigits(sec / 60)}:${twoDigits(sec % 60)}`;

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, "0");
