// Codec names for people, and which codecs this browser decodes.

/** Maps mediabunny's codec id, or a container's own id, to the name that people know. */
const NAMES: Readonly<Record<string, string>> = {
  avc: "H.264",
  hevc: "HEVC (H.265)",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1",
  prores: "ProRes",
  mp4v: "MPEG-4 Part 2",
  jpeg: "Motion JPEG",
  mjpg: "Motion JPEG",
  V_FFV1: "FFV1",
  "V_MS/VFW/FOURCC": "a Video for Windows codec",
  "V_MPEG4/ISO/ASP": "MPEG-4 Part 2",
  V_MPEG2: "MPEG-2",
  V_THEORA: "Theora",
  V_MJPEG: "Motion JPEG",
};

/** A plain profile of each codec that a browser may decode, to ask the browser about. */
const PROBES: Readonly<Record<string, string>> = {
  "H.264": "avc1.42001f",
  "HEVC (H.265)": "hvc1.1.6.L93.B0",
  VP8: "vp8",
  VP9: "vp09.00.10.08",
  AV1: "av01.0.04M.08",
};

/** Returns "HEVC (H.265)" for "hevc", or the id itself when no better name is known. */
export function codecName(id: string): string {
  // QuickTime pads its four letters with spaces; "ap4h", "apcn" … are all ProRes.
  const trimmed = id.trim();
  return NAMES[trimmed] ?? (/^ap[0-9c]/.test(trimmed) ? "ProRes" : trimmed);
}

/** Returns the codecs that this browser decodes, in words: "H.264, VP8, VP9 and AV1"; empty when it decodes none. */
export async function decodableCodecs(): Promise<string> {
  const names = await Promise.all(
    Object.entries(PROBES).map(async ([name, codec]) => {
      const size = { codedWidth: 640, codedHeight: 360 };
      const { supported } = await VideoDecoder.isConfigSupported({ codec, ...size });
      return supported === true ? name : null;
    }),
  );
  const known = names.filter((name) => name !== null);
  const last = known.pop() ?? "";
  return known.length === 0 ? last : `${known.join(", ")} and ${last}`;
}
