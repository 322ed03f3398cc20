// The order of a file's picture tracks, of which one is looked at. mediabunny's own order ends with the highest bit rate, by which
// a small track beside the main one can come first.

import { MATROSKA, WEBM, type Input, type InputVideoTrack } from "mediabunny";

/** Returns the tracks, first those that players show by default in the file's order, then the largest of the others. */
export async function pictureTracks(input: Input): Promise<InputVideoTrack[]> {
  const tracks = await Promise.all(
    (await input.getVideoTracks()).map(async (track) => ({
      track,
      isDefault: (await track.getDisposition()).default,
      pixels: (await track.getCodedWidth()) * (await track.getCodedHeight()),
    })),
  );
  const others = tracks.filter(({ isDefault }) => !isDefault);
  return [
    ...tracks.filter(({ isDefault }) => isDefault),
    ...others.toSorted((a, b) => b.pixels - a.pixels),
  ].map(({ track }) => track);
}

/** Returns the track that Chrome plays: of an MP4 the first enabled one, of an MKV or WebM the first of all. */
export async function playedTrack(input: Input): Promise<InputVideoTrack | undefined> {
  const format = await input.getFormat();
  const isMatroska = format === MATROSKA || format === WEBM;
  const [first] = isMatroska ? await input.getVideoTracks() : await pictureTracks(input);
  return first;
}
