// A button that asks for a video file, or for pictures, and opens what is chosen.

import type { ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";
import { ACCEPTED } from "./pick-video.ts";
import { PickButton } from "./PickButton.tsx";
import { usePickVideo } from "./use-pick-video.ts";

interface Props {
  readonly className?: string;
  readonly children: ReactNode;
}

export function FilePicker({ className = "btn", children }: Props) {
  const { openFiles } = useActions();
  const pickVideo = usePickVideo();
  return (
    <PickButton
      className={className}
      label="Video file"
      accept={ACCEPTED}
      multiple
      ask={pickVideo}
      onPick={(files) => void openFiles([...files])}
    >
      {children}
    </PickButton>
  );
}
