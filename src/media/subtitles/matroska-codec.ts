// The text of one block of a subtitle track in an MKV or WebM, by the track's codec.

/** How a track's blocks are packed. */
export interface BlockPacking {
  /** What was left out at the beginning of each block. */
  readonly prefix: Uint8Array;
  readonly isDeflated: boolean;
}

/** A block of text beyond this is none; what unpacks to more is cut. */
export const MOST_BLOCK_BYTES = 2 ** 16;

/** How the text of a block is written, by the ids of Matroska's codec registry; others are pictures or have no text. */
const READERS: Readonly<Record<string, (text: string) => string>> = {
  "S_TEXT/UTF8": (text) => text,
  "S_TEXT/ASCII": (text) => text,
  "S_TEXT/WEBVTT": (text) => text,
  "D_WEBVTT/SUBTITLES": behindSettings,
  "D_WEBVTT/CAPTIONS": behindSettings,
  "S_TEXT/SSA": fromStation,
  "S_TEXT/ASS": fromStation,
  S_SSA: fromStation,
  S_ASS: fromStation,
};

export const isTextCodec = (codec: string): boolean => codec in READERS;

/** Returns what a block says, with its tags. */
export async function blockText(
  codec: string,
  block: Uint8Array<ArrayBuffer>,
  { prefix, isDeflated }: BlockPacking,
): Promise<string> {
  const packed = new Blob([new Uint8Array(prefix), block]);
  const bytes = isDeflated ? await inflate(packed) : await packed.bytes();
  return READERS[codec]?.(new TextDecoder().decode(bytes)) ?? "";
}

/** WebM's own form has a cue's name and its settings in two lines before the text. */
function behindSettings(text: string): string {
  return text.split("\n").slice(2).join("\n");
}

/** Advanced SubStation has eight fields before the text, and its own line breaks. */
function fromStation(text: string): string {
  return text
    .split(",")
    .slice(8)
    .join(",")
    .replaceAll(/\\N|\\n/g, "\n")
    .replaceAll("\\h", " ");
}

/** Unpacks zlib, up to the most that a block may have; of damaged ones what could be unpacked. */
async function inflate(packed: Blob): Promise<Uint8Array> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    while (bytes < MOST_BLOCK_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      bytes += value.length;
    }
    await reader.cancel();
  } catch {
    // What came before the damage is text all the same.
  }
  return new Blob(pieces).slice(0, MOST_BLOCK_BYTES).bytes();
}
