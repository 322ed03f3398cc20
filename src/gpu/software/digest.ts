/**
 * Returns a short name of a text, equal for equal texts: FNV-1a in 32 bits, and the length. It finds the translation of a
 * shader among a hundred known ones, where none collide; a test checks that.
 */
export function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${(hash >>> 0).toString(16)}-${text.length}`;
}
