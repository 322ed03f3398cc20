import { Part } from "../ui/Part.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Dialog } from "radix-ui";
import { PageDialog } from "./PageDialog.tsx";
import { Batch } from "./parts.ts";

/** A list of questions and its answers. What is being asked goes on when it is closed. */
export const BatchDialog = () => (
  <PageDialog name="batch" title="Ask a list of questions">
    <Part>
      <Batch />
    </Part>
    <Dialog.Close className="btn plain square close" aria-label="Close">
      <Icon name="close" />
    </Dialog.Close>
  </PageDialog>
);
