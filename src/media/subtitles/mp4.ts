// Reads the subtitles in an MP4 or MOV, which mediabunny 1.61 does not: it gives pictures and sound. Timed text (`tx3g`) and
// WebVTT (`wvtt`) are read where the tables of the movie, or those of its fragments, list them.

import { must } from "../../base/assert.ts";
import { inOrder, plainText, type SubtitleTrack } from "../../base/subtitles/parse.ts";
import { demuxerOrigin } from "../edits.ts";
import { walkBoxes } from "../mp4-boxes.ts";
import { readMovieBox } from "../mp4-headers.ts";
import { placesInFragments } from "./mp4-fragments.ts";
import { placesInTables, readSamples } from "./mp4-samples.ts";
import { readTextTracks } from "./mp4-track.ts";
import { withEnds, type OpenCue } from "./open-cue.ts";

/** The kinds of text that are read, by their sample entries. */
const READERS: Readonly<Record<string, (sample: DataView) => string>> = {
  tx3g: timedText,
  wvtt: webVtt,
};

/** Returns the tracks of text, in the file's order; none where the movie box cannot be read. */
export async function readMp4Subtitles(file: Blob, signal?: AbortSignal): Promise<SubtitleTrack[]> {
  const moov = await readMovieBox(file);
  if (moov === null) return [];
  const tracks: SubtitleTrack[] = [];
  const ofText = readTextTracks(moov).filter(({ sampleEntry }) => sampleEntry in READERS);
  const ids = ofText.map(({ id }) => id);
  const inFragments = await placesInFragments(file, moov, ids, signal);
  for (const track of ofText) {
    const { id, title, language, isEnabled, timescale, tables } = track;
    const read = must(READERS[track.sampleEntry], "a reader of the track's text");
    const places = [...placesInTables(tables), ...(inFragments.get(id) ?? [])];
    const originSec = demuxerOrigin(track);
    const cues: OpenCue[] = [];
    for await (const { fromTicks, toTicks, bytes } of readSamples(file, places)) {
      signal?.throwIfAborted();
      cues.push({
        fromSec: Math.max(0, fromTicks / timescale - originSec),
        toSec: toTicks / timescale - originSec,
        text: plainText(read(bytes)),
      });
    }
    tracks.push({ title, language, isDefault: isEnabled, cues: inOrder(withEnds(cues)) });
  }
  return tracks;
}

/** The length of the text, the text in UTF-8 or, behind its mark, UTF-16, and styles. */
function timedText(sample: DataView): string {
  if (sample.byteLength < 2) return "";
  const length = Math.min(sample.getUint16(0), sample.byteLength - 2);
  const bytes = new Uint8Array(sample.buffer, sample.byteOffset + 2, length);
  const isWide =
    (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  const encoding = !isWide ? "utf-8" : bytes[0] === 0xfe ? "utf-16be" : "utf-16le";
  return new TextDecoder(encoding).decode(bytes);
}

/** A box for each cue that is on show at once, the text in a box of its own. */
function webVtt(sample: DataView): string {
  const said: string[] = [];
  walkBoxes(sample, (type, body) => {
    if (type !== "vttc") return;
    walkBoxes(body, (inner, payload) => {
      if (inner === "payl") said.push(new TextDecoder().decode(payload));
    });
  });
  return said.join("\n");
}
