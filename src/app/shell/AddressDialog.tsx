// Asks for the address of a video file.

import { Dialog } from "radix-ui";
import { useState } from "react";
import { useActions, useSession } from "../hooks/session.tsx";

function AddressForm() {
  const [address, setAddress] = useState("");
  const { openUrl, showDialog } = useActions();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim() === "") return;
        showDialog("none");
        void openUrl(address);
      }}
    >
      <label className="field">
        <span className="label">Address of the video file</span>
        <input
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://…/clip.mp4"
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
      </label>
      <p className="label">
        The server must let other pages read the file. When it does not, download the video and drop
        it in here.
      </p>
      <div className="row end">
        <Dialog.Close className="btn plain">Cancel</Dialog.Close>
        <button type="submit" className="btn primary" disabled={address.trim() === ""}>
          Open
        </button>
      </div>
    </form>
  );
}

export function AddressDialog() {
  const isOpen = useSession(({ dialog }) => dialog === "address");
  const { showDialog } = useActions();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => showDialog(open ? "address" : "none")}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog small" aria-describedby={undefined}>
          <Dialog.Title>Open a video from an address</Dialog.Title>
          <AddressForm />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
