// Tells from its first bytes what a file is that cannot be opened, in words for the refusal. Pure.

/** Letters at an offset of a file, and the kind of file that has them there. */
const SIGNATURES: readonly (readonly [offset: number, letters: string, kind: string])[] = [
  [8, "AVI ", "an AVI file"],
  [8, "WAVE", "a WAV sound file"],
  [8, "WEBP", "a WebP picture"],
  [0, "FLV\x01", "a Flash video file"],
  [0, "\x30\x26\xb2\x75", "a Windows Media file"],
  [0, "\x00\x00\x01\xba", "an MPEG program stream"],
  [0, "\x47", "an MPEG transport stream"],
  [0, "OggS", "an Ogg file"],
  [0, "ID3", "an MP3 sound file"],
  [0, "fLaC", "a FLAC sound file"],
  [0, "GIF8", "a GIF picture"],
  [0, "\x89PNG", "a PNG picture"],
  [0, "\xff\xd8\xff", "a JPEG picture"],
  [0, "%PDF", "a PDF document"],
  [0, "PK\x03\x04", "a ZIP archive"],
];

/** How many bytes `fileKind` needs. */
export const KIND_BYTES = 512;

/** Returns "an AVI file" or "text", or null when the bytes do not tell. */
export function fileKind(head: Uint8Array): string | null {
  const found = SIGNATURES.find(
    ([offset, letters]) =>
      letters.split("").every((letter, index) => head[offset + index] === letter.charCodeAt(0)) &&
      // A text and a GIF begin with "G" too, but a transport stream repeats it every 188 bytes.
      (letters !== "\x47" || head[188] === 0x47),
  );
  if (found) return found[2];
  if (!isText(head)) return null;
  const text = new TextDecoder().decode(head).trimStart().toLowerCase();
  return text.startsWith("<!doctype html") || text.startsWith("<html") ? "a web page" : "text";
}

function isText(head: Uint8Array): boolean {
  const control = head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);
  return head.length > 0 && !control;
}
