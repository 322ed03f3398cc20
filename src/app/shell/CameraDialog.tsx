// Records a short clip with the camera and opens it. The stream lives exactly as long as the dialog.

import { Dialog } from "radix-ui";
import { useEffect } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { MAX_RECORDING_SEC, useCamera } from "../hooks/use-camera.ts";
import { ErrorText } from "../ui/ErrorText.tsx";
import { Select } from "../ui/Select.tsx";
import { PageDialog } from "./PageDialog.tsx";

function Recorder() {
  const { openFile, setRecording, showDialog } = useActions();
  const { preview, state, cameras, chosen, choose, record, finish } = useCamera((clip) => {
    showDialog("none");
    void openFile(clip, clip.name);
  });
  const isRecording = state.phase === "recording";
  useEffect(() => {
    setRecording(isRecording);
    return () => setRecording(false);
  }, [isRecording, setRecording]);
  return (
    <>
      {state.phase === "failed" ? (
        <ErrorText error={state.error} />
      ) : (
        // What the camera sees now; there is no speech to caption.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video ref={preview} className="camera" muted playsInline aria-label="Camera" />
      )}
      {cameras.length > 1 && (
        <Select
          label="Camera"
          value={chosen ?? ""}
          isDisabled={isRecording}
          choices={cameras.map(({ id, name }) => ({ value: id, name }))}
          onChoose={choose}
        />
      )}
      <p className="label" role="status">
        {state.phase === "recording"
          ? `Recording, ${state.elapsedSec} of ${MAX_RECORDING_SEC} s`
          : state.phase === "starting"
            ? "Waiting for the camera"
            : "The clip stays on this computer."}
      </p>
      <div className="row end">
        <Dialog.Close className="btn plain">Cancel</Dialog.Close>
        {state.phase === "recording" ? (
          <button type="button" className="btn primary" onClick={finish}>
            Stop and open
          </button>
        ) : (
          <button
            type="button"
            className="btn primary"
            disabled={state.phase !== "ready"}
            onClick={record}
          >
            Record
          </button>
        )}
      </div>
    </>
  );
}

export function CameraDialog() {
  const isRecording = useSession(({ isRecording }) => isRecording);
  return (
    <PageDialog name="camera" title="Record with the camera" isSmall isHeld={isRecording}>
      <Recorder />
    </PageDialog>
  );
}
