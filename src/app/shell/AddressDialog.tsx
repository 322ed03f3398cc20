// Asks for the address of a video file.

import { Dialog } from "radix-ui";
import { useState } from "react";
import { useActions } from "../hooks/session.tsx";
import { PageDialog } from "./PageDialog.tsx";

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

export const AddressDialog = () => (
  <PageDialog name="address" title="Open a video from an address" isSmall>
    <AddressForm />
  </PageDialog>
);
