import { Dialog } from "radix-ui";
import { Icon } from "./Icon.tsx";

/** The cross that closes a dialog. */
export const CloseDialog = () => (
  <Dialog.Close className="btn plain square close" aria-label="Close">
    <Icon name="close" />
  </Dialog.Close>
);
