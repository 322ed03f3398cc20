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
  /** Those that this computer has, by id and name; known once one of them may be used. */
  readonly cameras: readonly { readonly id: string; readonly name: string }[];
  /** The id of the one in use; null until one is. */
  readonly chosen: string | null;
  readonly choose: (id: string) => void;
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
  const [cameras, setCameras] = useState<Camera["cameras"]>([]);
  const [wanted, setWanted] = useState<string | null>(null);
  const [inUse, setInUse] = useState<string | null>(null);

  useEffect(() => {
    let isGone = false;
    const list = async () => {
      const found = (await navigator.mediaDevices.enumerateDevices())
        .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "")
        .map(({ deviceId, label }, i) => ({ id: deviceId, name: label || `Camera ${i + 1}` }));
      if (!isGone) setCameras(found);
    };
    const start = async () => {
      try {
        const camera = await navigator.mediaDevices.getUserMedia({
          // Until one is chosen, a phone's camera that looks away from its reader.
          video: {
            width: 1280,
            height: 720,
            ...(wanted === null ? { facingMode: "environment" } : { deviceId: { exact: wanted } }),
          },
        });
        if (isGone) camera.getTracks().forEach((track) => track.stop());
        else {
          stream.current = camera;
          setInUse(camera.getVideoTracks()[0]?.getSettings().deviceId ?? null);
          setState({ phase: "ready" });
          // Names are told to pages only that may use a camera.
          await list();
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
    // Pages that were not sent over https have none.
    const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
    const relist = () => void list().catch(() => undefined);
    mediaDevices?.addEventListener("devicechange", relist);
    return () => {
      isGone = true;
      mediaDevices?.removeEventListener("devicechange", relist);
      if (recorder.current !== null) recorder.current.ondataavailable = null;
      stream.current?.getTracks().forEach((track) => track.stop());
      stream.current = null;
    };
  }, [wanted]);

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

  const choose = (id: string) => {
    setState({ phase: "starting" });
    setWanted(id);
  };

  return {
    preview,
    state,
    cameras,
    chosen: wanted ?? inUse,
    choose,
    record,
    finish: () => recorder.current?.stop(),
  };
}
