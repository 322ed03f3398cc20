// A memory that was opened from the disk has its pictures; the video itself is chosen by the reader.

import { selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { ACCEPTED_VIDEOS } from "../ui/pick-video.ts";
import { PickButton } from "../ui/PickButton.tsx";

export function AttachFile() {
  const error = useSession((state) => selectWhole(state)?.fileError ?? null);
  const { attachFile } = useActions();
  return (
    <div className="attach">
      <PickButton
        className="btn"
        label="The video of this memory"
        accept={ACCEPTED_VIDEOS}
        onPick={([file]) => {
          if (file !== undefined) attachFile(file);
        }}
      >
        Choose the video file
      </PickButton>
      {error !== null && <ErrorText error={error} />}
    </div>
  );
}
