import { Part } from "../ui/Part.tsx";
import { CloseDialog } from "../ui/CloseDialog.tsx";
import { PageDialog } from "./PageDialog.tsx";
import { Batch } from "./parts.ts";

/** A list of questions and its answers. What is being asked goes on when it is closed. */
export const BatchDialog = () => (
  <PageDialog name="batch" title="Ask a list of questions">
    <Part>
      <Batch />
    </Part>
    <CloseDialog />
  </PageDialog>
);
