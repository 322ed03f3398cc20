// A memory that was opened from the disk has its pictures; the video itself is chosen by the reader.

import { useRef } from "react";
import { selectLong } from "../../store/long-selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../shell/ErrorText.tsx";

export function AttachFile() {
  const input = useRef<HTMLInputElement>(null);
  const error = useSession((state) => selectLong(state)?.fileError ?? null);
  const { attachFile } = useActions();
  return (
    <div className="attach">
      <button type="button" className="btn" onClick={() => input.current?.click()}>
        Choose the video file
      </button>
      <input
        ref={input}
        type="file"
        accept="video/*,.mp4,.m4v,.mov,.webm,.mkv"
        hidden
        aria-label="The video of this memory"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) attachFile(file);
          currentTarget.value = "";
        }}
      />
      {error !== null && <ErrorText error={error} />}
    </div>
  );
}
