// Chooses what is read as it happens: a camera, a screen or tab, or a file that is played.

import { Dialog } from "radix-ui";
import { useState } from "react";
import { toPlainError, type PlainError } from "../../base/errors.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import type { LiveKind, LiveWish } from "../../store/live/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { RateSelect } from "../reading/RateSelect.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { PageDialog } from "./PageDialog.tsx";

const KINDS: Readonly<Record<LiveKind, { readonly name: string; readonly about: string }>> = {
  camera: { name: "Camera", about: "The browser asks for the camera when you start." },
  screen: {
    name: "Screen or tab",
    about: "The browser asks which tab, window or screen when you start.",
  },
  file: { name: "A file, played", about: "The file is played once, at its own speed." },
};
const KIND_IDS = Object.keys(KINDS) as LiveKind[];

/** Returns what is wanted; null while no file has been chosen. */
function wishOf(kind: LiveKind, file: File | null): LiveWish | null {
  if (kind === "camera") return { kind, deviceId: null };
  if (kind === "screen") return { kind };
  return file === null ? null : { kind, file };
}

function LiveForm() {
  const [kind, setKind] = useState<LiveKind>("camera");
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  const [isAsking, setAsking] = useState(false);
  const { startLive } = useActions();
  const info = useSession(selectModelInfo);
  const wish = wishOf(kind, file);
  const cannot = info !== null && !info.canReadWhole;
  const start = async () => {
    if (wish === null) return;
    setError(null);
    setAsking(true);
    try {
      await startLive(wish);
    } catch (thrown) {
      setError(toPlainError(thrown));
    } finally {
      setAsking(false);
    }
  };
  return (
    <form
      className="live-form"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Segmented
        label="Source"
        value={kind}
        segments={KIND_IDS.map((one) => ({ value: one, name: KINDS[one].name }))}
        onChoose={(chosen) => {
          setKind(chosen);
          setError(null);
        }}
      />
      <p className="label">{KINDS[kind].about}</p>
      {kind === "file" && (
        <label className="field">
          <span className="label">Video file</span>
          <input
            type="file"
            accept="video/*"
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)}
          />
        </label>
      )}
      <div className="row">
        <span className="label">Read</span>
        <RateSelect />
      </div>
      <p className="label">
        {cannot
          ? `${info.title} cannot read as it happens yet. Choose another model first.`
          : "It is read while it runs, and can be asked about at any time. It stays on this computer."}
      </p>
      {error !== null && <ErrorText error={error} />}
      <div className="row end">
        <Dialog.Close className="btn plain">Cancel</Dialog.Close>
        <button
          type="submit"
          className="btn primary"
          disabled={wish === null || isAsking || cannot}
        >
          {isAsking ? "Waiting for the browser" : "Start"}
        </button>
      </div>
    </form>
  );
}

export const LiveDialog = () => (
  <PageDialog name="live" title="Watch live" isSmall>
    <LiveForm />
  </PageDialog>
);
