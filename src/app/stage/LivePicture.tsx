import { useEffect, useState } from "react";

/** What a running source shows now. */
export function LivePicture({ stream }: { readonly stream: MediaStream }) {
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  useEffect(() => {
    if (element === null) return;
    Object.assign(element, { srcObject: stream });
    // A source that ends before its first picture does not begin to play.
    void element.play().catch(() => undefined);
  }, [element, stream]);
  return (
    // There is no speech to caption: only the picture is shown.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video ref={setElement} className="still" muted playsInline aria-hidden="true" tabIndex={-1} />
  );
}
