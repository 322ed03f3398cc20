// Options with their letters, as some benchmarks publish them.

export const letterAt = (place: number): string => String.fromCharCode(65 + place);

export const letteredOptions = (options: readonly string[]): string[] =>
  options.map((option, place) => `${letterAt(place)}. ${option}`);

export const bracketedOptions = (options: readonly string[]): string[] =>
  options.map((option, place) => `(${letterAt(place)}) ${option}`);
