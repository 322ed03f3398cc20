// A live source that sends pictures when the test says so.

import type { LiveDevices, LiveEnd, LiveKind, LiveSource } from "../../src/store/live/types.ts";

/** A browser that gives this source, and shows notifications. */
export const liveDevices = (
  openLiveSource: LiveDevices["openLiveSource"],
  shown: string[] = [],
  watchHidden: LiveDevices["watchHidden"] = () => () => undefined,
): LiveDevices => ({
  openLiveSource,
  allowNotifications: () => Promise.resolve(true),
  showNotification: (title, body) => void shown.push(`${title} ${body}`),
  watchHidden,
  stayAwake: () => () => undefined,
});

export interface FakeLive {
  readonly source: LiveSource;
  /** Sends so many pictures. */
  send(count: number): void;
  /** The source sends no pictures for a while, or does so again. */
  silence(isSilent: boolean): void;
  /** It ends by itself. */
  end(end: LiveEnd): void;
  readonly isStopped: boolean;
}

export function createFakeLive(
  name = "Camera",
  kind: LiveKind = "camera",
  stream = { fake: name } as unknown as MediaStream,
): FakeLive {
  let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
  let isOver = false;
  let isStopped = false;
  let tellSilent: (isSilent: boolean) => void = () => undefined;
  let tellEnd: (end: LiveEnd) => void = () => undefined;
  const close = (): void => {
    if (!isOver) controller?.close();
    isOver = true;
  };
  return {
    source: {
      kind,
      name,
      stream,
      frames: new ReadableStream<VideoFrame>({
        start: (made) => {
          controller = made;
        },
        cancel: () => {
          isOver = true;
        },
      }),
      onSilent: (tell) => {
        tellSilent = tell;
      },
      onEnd: (tell) => {
        tellEnd = tell;
      },
      stop: () => {
        isStopped = true;
        close();
      },
    },
    send(count) {
      for (let i = 0; i < count; i++) {
        if (isOver) return;
        controller?.enqueue({ close: () => undefined } as unknown as VideoFrame);
      }
    },
    silence: (isSilent) => tellSilent(isSilent),
    end(end) {
      tellEnd(end);
      close();
    },
    get isStopped() {
      return isStopped;
    },
  };
}
