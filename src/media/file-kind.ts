// Tells from its first bytes what a file is that cannot be opened, in words for the refusal. Pure.

/** A segment of a stream; the list of tracks is in another file. */
export const PIECE = "a piece of a streamed video without its beginning";

/** Letters at an offset of a file, and the kind of file that has them there. */
const SIGNATURES: readonly (readonly [offset: number, letters: string, kind: string])[] = [
  [8, "AVI ", "an AVI file"],
  [8, "WAVE", "a WAV sound file"],
  [8, "WEBP", "a WebP picture"],
  [0, "FLV\x01", "a Flash video file"],
  [0, "\x30\x26\xb2\x75", "a Windows Media file"],
  [0, "\x00\x00\x01\xba", "an MPEG program stream"],
  [0, "OggS", "an Ogg file"],
  [0, "ID3", "an MP3 sound file"],
  [0, "fLaC", "a FLAC sound file"],
  [0, "GIF8", "a GIF picture"],
  [0, "\x89PNG", "a PNG picture"],
  [0, "\xff\xd8\xff", "a JPEG picture"],
  [0, "%PDF", "a PDF document"],
  [0, "PK\x03\x04", "a ZIP archive"],
  [4, "ftypavif", "an AVIF picture"],
  [4, "ftypavis", "an animated AVIF picture"],
  [4, "ftyphei", "a HEIC picture"],
  [4, "ftyphev", "a HEIC picture"],
  [4, "ftypmif1", "a HEIF picture"],
  [4, "ftypmsf1", "a HEIF picture"],
  [4, "styp", PIECE],
  [4, "moof", PIECE],
  [4, "sidx", PIECE],
  [0, "\x1f\x43\xb6\x75", PIECE],
];

/** How many bytes `fileKind` needs. */
export const KIND_BYTES = 512;

/** Returns "an AVI file" or "text", or null when the bytes do not tell. */
export function fileKind(head: Uint8Array): string | null {
  const found = SIGNATURES.find(([offset, letters]) =>
    letters.split("").every((letter, index) => head[offset + index] === letter.charCodeAt(0)),
  );
  if (found) return found[2];
  // Other files begin with a "G" too, but a transport stream repeats it every 188 bytes.
  if ([0, 188, 376].every((at) => head[at] === 0x47)) return "an MPEG transport stream";
  if (!isText(head)) return null;
  const text = new TextDecoder().decode(head).trimStart().toLowerCase();
  return text.startsWith("<!doctype html") || text.startsWith("<html") ? "a web page" : "text";
}

function isText(head: Uint8Array): boolean {
  const control = head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);
  return head.length > 0 && !control;
}
