import { Dialog } from "radix-ui";
import { Icon } from "../ui/Icon.tsx";
import { Part } from "../ui/Part.tsx";
import { PageDialog } from "./PageDialog.tsx";
import { Evaluate } from "./parts.ts";
import "../evaluate/evaluate.css";

/** A benchmark of this computer. What is being asked goes on when it is closed. */
export const EvaluateDialog = () => (
  <PageDialog name="evaluate" title="Evaluate on a benchmark" className="evaluate-dialog">
    <Part>
      <Evaluate />
    </Part>
    <Dialog.Close className="btn plain square close" aria-label="Close">
      <Icon name="close" />
    </Dialog.Close>
  </PageDialog>
);
