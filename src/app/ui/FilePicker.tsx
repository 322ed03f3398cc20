// A button that asks for a video file and opens it.

import type { ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";
import { ACCEPTED_VIDEOS } from "./pick-video.ts";
import { PickButton } from "./PickButton.tsx";
import { usePickVideo } from "./use-pick-video.ts";

interface Props {
  readonly className?: string;
  readonly children: ReactNode;
}

export function FilePicker({ className = "btn", children }: Props) {
  const { openFile } = useActions();
  const pickVideo = usePickVideo();
  return (
    <PickButton
      className={className}
      label="Video file"
      accept={ACCEPTED_VIDEOS}
      ask={pickVideo}
      onPick={([file]) => {
        if (file !== undefined) void openFile(file);
      }}
    >
      {children}
    </PickButton>
  );
}
