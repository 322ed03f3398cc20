// A button that asks for a video file and opens it.

import type { ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";
import { PickButton } from "./PickButton.tsx";

/** Of an input that takes videos; some systems know no type of the rarer ones. */
export const ACCEPTED_VIDEOS = "video/*,.mp4,.m4v,.mov,.webm,.mkv";

interface Props {
  readonly className?: string;
  readonly children: ReactNode;
}

export function FilePicker({ className = "btn", children }: Props) {
  const { openFile } = useActions();
  return (
    <PickButton
      className={className}
      label="Video file"
      accept={ACCEPTED_VIDEOS}
      onPick={([file]) => {
        if (file !== undefined) void openFile(file);
      }}
    >
      {children}
    </PickButton>
  );
}
