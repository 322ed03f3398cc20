// Subtitles: files of them, and tracks of text in MP4, MKV and WebM.

import { readSubtitles } from "../../../src/base/subtitles/parse.ts";
import { readSubtitleTracks } from "../../../src/media/subtitles/read-tracks.ts";
import { mutateBytes } from "../bytes.ts";
import { seedFile, type Kind } from "../kind.ts";

const NAMES = [
  "subtitled.mkv",
  "subtitled.mp4",
  "subtitled-fragments.mp4",
  "subtitled-mixed.mp4",
  "subtitled.webm",
  "subtitles-only.mkv",
  "subtitles-only.mp4",
];

const BESIDE =
  "1\n00:00:01,000 --> 00:00:02,500\n<i>One</i>\n\n00:03.5 --> 00:04.0\nTwo &amp; three\n";

let seeds: Uint8Array<ArrayBuffer>[] | null = null;

export const SUBTITLES: Kind = {
  name: "subtitles",
  async run(random) {
    seeds ??= NAMES.map((name) => seedFile(`test/media/${name}`));
    if (random.chance(0.2)) {
      const text = new TextEncoder().encode(BESIDE.repeat(random.integer(1, 50)));
      return readSubtitles(new Blob([mutateBytes(random, text)]), "clip.srt");
    }
    const bytes = mutateBytes(random, random.pick(seeds), random.pick(seeds));
    return readSubtitleTracks(new Blob([bytes]));
  },
};
