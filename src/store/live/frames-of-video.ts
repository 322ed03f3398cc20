// The frames of a stream where the browser has no MediaStreamTrackProcessor on a page: those that a <video> shows.

export function framesOfVideo(stream: MediaStream): ReadableStream<VideoFrame> {
  const player = document.createElement("video");
  Object.assign(player, { srcObject: stream, muted: true, playsInline: true });
  let isOver = false;
  let last: VideoFrame | null = null;
  const next = (): Promise<VideoFrame | null> =>
    new Promise((resolve) => {
      if (isOver) resolve(null);
      else {
        const onEnd = (): void => resolve(null);
        stream.getVideoTracks()[0]?.addEventListener("ended", onEnd, { once: true });
        player.requestVideoFrameCallback((_, { mediaTime }) =>
          resolve(new VideoFrame(player, { timestamp: mediaTime * 1e6 })),
        );
      }
    });
  return new ReadableStream<VideoFrame>(
    {
      start: () => player.play(),
      async pull(controller) {
        // The worker was sent a copy of the last one.
        last?.close();
        last = await next();
        if (last === null) controller.close();
        else controller.enqueue(last);
      },
      cancel() {
        isOver = true;
        last?.close();
        player.srcObject = null;
      },
    },
    { highWaterMark: 0 },
  );
}
