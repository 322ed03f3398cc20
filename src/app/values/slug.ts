/** Text as a piece of a file name: lower case, words joined by hyphens, at most `longest` characters. */
export function slugOf(text: string, longest = 40): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return words
    .slice(0, longest + 1)
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, longest);
}
