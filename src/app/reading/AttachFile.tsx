// A memory that was opened from the disk has its pictures; the video itself is chosen by the reader.

import { selectRecentToAttach } from "../../store/selectors.ts";
import { selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { ACCEPTED_VIDEOS } from "../ui/pick-video.ts";
import { PickButton } from "../ui/PickButton.tsx";

/** `children` are the words of the button where the browser has to be asked for the file. */
export function AttachFile({ children = "Open the video again" }: { readonly children?: string }) {
  const error = useSession((state) => selectWhole(state)?.fileError ?? null);
  const recent = useSession(selectRecentToAttach);
  const { attachFile, attachKnownFile } = useActions();
  return (
    <div className="attach">
      {recent === null ? (
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
      ) : (
        <button type="button" className="btn" onClick={() => void attachKnownFile()}>
          {children}
        </button>
      )}
      {error !== null && <ErrorText error={error} />}
    </div>
  );
}
