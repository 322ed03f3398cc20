// The camera from permission to file. Picture only: the model does not hear.

import { useEffect, useRef, useState, type RefObject } from "react";
import { AppError, toPlainError, type PlainError } from "../../base/errors.ts";

export const MAX_RECORDING_SEC = 60;

/** Best first; the first that the browser can write. */
const FORMATS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm"] as const;

export type CameraState =
  | { readonly phase: "starting" }
  | { readonly phase: "ready" }
  | { readonly phase: "recording"; readonly elapsedSec: number }
  | { readonly phase: "failed"; readonly error: PlainError };

interface Camera {
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  readonly record: () => void;
  readonly finish: () => void;
}

const refusal = (cause: unknown): PlainError =>
  toPlainError(
    new AppError(
      "camera-refused",
      "The camera could not be used.",
      "Allow the camera for this page in the address bar, check that nothing else uses it, and try again.",
      { cause },
    ),
  );

export function useCamera(onClip: (clip: File) => void): Camera {
  const preview = useRef<HTMLVideoElement>(null);
  const stream = useRef<MediaStream | null>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const [state, setState] = useState<CameraState>({ phase: "starting" });

  useEffect(() => {
    let isGone = false;
    const start = async () => {
      try {
        const camera = await navigator.mediaDevices.getUserMedia({
          // A phone's camera that looks away from its reader; others have one.
          video: { width: 1280, height: 720, facingMode: "environment" },
        });
        stream.current = camera;
        if (isGone) camera.getTracks().forEach((track) => track.stop());
        else {
          setState({ phase: "ready" });
          if (preview.current !== null) {
            preview.current.srcObject = camera;
            await preview.current.play();
          }
        }
      } catch (thrown) {
        if (!isGone) setState({ phase: "failed", error: refusal(thrown) });
      }
    };
    void start();
    return () => {
      isGone = true;
      if (recorder.current !== null) recorder.current.ondataavailable = null;
      stream.current?.getTracks().forEach((track) => track.stop());
    };
  }, []);

  const isRecording = state.phase === "recording";
  useEffect(() => {
    if (!isRecording) return undefined;
    const timer = setInterval(() => {
      setState((now) => {
        if (now.phase !== "recording") return now;
        if (now.elapsedSec + 1 >= MAX_RECORDING_SEC) recorder.current?.stop();
        return { ...now, elapsedSec: now.elapsedSec + 1 };
      });
    }, 1_000);
    return () => clearInterval(timer);
  }, [isRecording]);

  const record = () => {
    if (stream.current === null) return;
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    const made = new MediaRecorder(stream.current, mimeType === undefined ? {} : { mimeType });
    // Without a time slice there is one piece, and it comes when the recorder stops.
    made.ondataavailable = ({ data }) => {
      const ending = data.type.includes("mp4") ? "mp4" : "webm";
      onClip(new File([data], `camera.${ending}`, { type: data.type }));
    };
    recorder.current = made;
    made.start();
    setState({ phase: "recording", elapsedSec: 0 });
  };

  return { preview, state, record, finish: () => recorder.current?.stop() };
}
