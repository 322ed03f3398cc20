// The dialogs over the page, none of which its start shows, as one file that is loaded behind the first paint.

import { AddressDialog } from "./AddressDialog.tsx";
import { BatchDialog } from "./BatchDialog.tsx";
import { CameraDialog } from "./CameraDialog.tsx";
import { CommandDialog } from "./CommandDialog.tsx";
import { EvaluateDialog } from "./EvaluateDialog.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { LiveDialog } from "./LiveDialog.tsx";
import { LeaveDialog } from "./LeaveDialog.tsx";

export const Dialogs = () => (
  <>
    <HelpDialog />
    <BatchDialog />
    <EvaluateDialog />
    <CommandDialog />
    <AddressDialog />
    <CameraDialog />
    <LiveDialog />
    <LeaveDialog />
  </>
);
