import { CloseDialog } from "../ui/CloseDialog.tsx";
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
    <CloseDialog />
  </PageDialog>
);
