// Opens what the browser shows as it happens: a camera, a screen, a file that is played. The frames go to the engine's worker
// as a stream that Chrome moves there, so that the page's own thread, which a hidden tab slows, has no part in it.

import { AppError } from "../../base/errors.ts";
import { framesOfVideo } from "./frames-of-video.ts";
import type { LiveEnd, LiveSource, LiveWish } from "./types.ts";

const CAMERA_HINT =
  "Allow the camera for this page in the address bar, check that nothing else uses it, and try again.";
const SCREEN_HINT = "Press Start again, and choose a tab, a window or a screen.";

const refusal = (what: string, hint: string) => (cause: unknown) => {
  throw new AppError("live-refused", `${what} could not be used.`, hint, { cause });
};

/** @throws AppError `live-refused` when the reader or the browser refuses, `live-unplayable`. */
export function openLiveSource(wish: LiveWish): Promise<LiveSource> {
  switch (wish.kind) {
    case "camera":
      return openCamera(wish.deviceId);
    case "screen":
      return openScreen();
    case "file":
      return openPlayed(wish.file);
  }
}

async function openCamera(deviceId: string | null): Promise<LiveSource> {
  const which = deviceId === null ? { facingMode: "environment" } : { deviceId };
  const video = { width: 1_280, height: 720, ...which };
  const stream = await devices()
    .then((all) => all.getUserMedia({ video }))
    .catch(refusal("The camera", CAMERA_HINT));
  const track = trackOf(stream);
  return sourceOf("camera", track.label || "Camera", stream, track);
}

async function openScreen(): Promise<LiveSource> {
  const stream = await devices()
    .then((all) => all.getDisplayMedia({ video: true, audio: false }))
    .catch(refusal("The screen", SCREEN_HINT));
  const track = trackOf(stream);
  const { displaySurface } = track.getSettings();
  const name = { browser: "Tab", window: "Window", monitor: "Screen" }[displaySurface ?? ""];
  return sourceOf("screen", name ?? "Screen", stream, track);
}

/** The file is played once, muted, at its own speed. */
async function openPlayed(file: File): Promise<LiveSource> {
  const player = document.createElement("video");
  const url = URL.createObjectURL(file);
  Object.assign(player, { src: url, muted: true, playsInline: true });
  try {
    await player.play();
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw new AppError(
      "live-unplayable",
      `The browser cannot play ${file.name}.`,
      "Open it as a file: its frames are then read without the player.",
      { cause },
    );
  }
  // TypeScript does not list it, because Safari lacks it.
  const stream = (player as HTMLVideoElement & { captureStream(): MediaStream }).captureStream();
  const track = trackOf(stream);
  const source = sourceOf("file", file.name, stream, track);
  let isReleased = false;
  const release = (): void => {
    isReleased = true;
    player.pause();
    player.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
  return {
    ...source,
    // Browsers pause what plays without sound in a tab in the background.
    onSilent: (tell) => {
      source.onSilent(tell);
      player.addEventListener("pause", () => tell(!player.ended && !isReleased));
      player.addEventListener("playing", () => tell(false));
    },
    onEnd: (tell) => {
      player.addEventListener("ended", () => {
        source.stop();
        release();
        tell("ended");
      });
    },
    stop: () => {
      source.stop();
      release();
    },
  };
}

/** Pages that were not sent over https have none. */
async function devices(): Promise<MediaDevices> {
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new Error("The browser gives this page no devices.");
  return mediaDevices;
}

function trackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getVideoTracks();
  if (track !== undefined) return track;
  throw new AppError("live-refused", "What was shared has no picture.", SCREEN_HINT);
}

function sourceOf(
  kind: LiveSource["kind"],
  name: string,
  stream: MediaStream,
  track: MediaStreamTrack,
): LiveSource {
  let tellEnd: (end: LiveEnd) => void = () => undefined;
  // A permission that is taken back, a camera that is unplugged, and "Stop sharing" end the track.
  track.addEventListener("ended", () => tellEnd("taken-back"));
  return {
    kind,
    name,
    stream,
    frames: framesOf(track, stream),
    onSilent: (tell) => {
      track.addEventListener("mute", () => tell(true));
      track.addEventListener("unmute", () => tell(false));
      if (track.muted) tell(true);
    },
    onEnd: (tell) => {
      tellEnd = tell;
    },
    stop: () => track.stop(),
  };
}

/** Only the newest frame waits to be taken. */
const framesOf = (track: MediaStreamTrack, stream: MediaStream): ReadableStream<VideoFrame> =>
  typeof MediaStreamTrackProcessor === "undefined"
    ? framesOfVideo(stream)
    : new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack, maxBufferSize: 1 })
        .readable;
