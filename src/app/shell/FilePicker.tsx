// A button that asks for a video file. The input itself is never seen.

import { useRef, type ReactNode } from "react";
import { useActions } from "../hooks/session.tsx";

const ACCEPTED = "video/*,.mp4,.m4v,.mov,.webm,.mkv";

interface Props {
  readonly className?: string;
  readonly children: ReactNode;
}

export function FilePicker({ className = "btn", children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { openFile } = useActions();
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        aria-label="Video file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // Emptied, so that choosing the same file again counts as a change.
          if (file !== undefined) void openFile(file);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
