import { selectFrames } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";

/** Says how many wanted frames could not be decoded, when any. */
export function LostFrames() {
  const lost = useSession((state) => selectFrames(state)?.video.lostFrames ?? 0);
  if (lost === 0) return null;
  return (
    <p className="lost" role="status">
      <Icon name="warning" />
      {lost === 1
        ? "1 frame of this file could not be decoded. Answers are made without it."
        : `${lost} frames of this file could not be decoded. Answers are made without them.`}
    </p>
  );
}
