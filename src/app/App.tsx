// The page: bar, then video and budget beside the answers, then timings. An adapter that refuses takes all of it.

import { useSession } from "./hooks/session.tsx";
import { useKeys } from "./hooks/use-keys.ts";
import { useLaunchedFiles } from "./hooks/use-launched-files.ts";
import { useLeaveQuestion } from "./hooks/use-leave-question.ts";
import { useThemeOnRoot } from "./hooks/use-theme.ts";
import { useTitle } from "./hooks/use-title.ts";
import { useIsPhone } from "./hooks/use-media.ts";
import { AddressDialog } from "./shell/AddressDialog.tsx";
import { BatchDialog } from "./shell/BatchDialog.tsx";
import { CommandDialog } from "./shell/CommandDialog.tsx";
import { CameraDialog } from "./shell/CameraDialog.tsx";
import { DropVeil } from "./shell/DropVeil.tsx";
import { EvaluateDialog } from "./shell/EvaluateDialog.tsx";
import { EvaluationLine } from "./shell/EvaluationLine.tsx";
import { HelpDialog } from "./shell/HelpDialog.tsx";
import { LeaveDialog } from "./shell/LeaveDialog.tsx";
import { LeftSide } from "./shell/LeftSide.tsx";
import { NoGpu } from "./shell/NoGpu.tsx";
import { ProcessorLine } from "./shell/ProcessorLine.tsx";
import { Timings } from "./shell/parts.ts";
import { RightSide } from "./shell/RightSide.tsx";
import { TopBar } from "./shell/TopBar.tsx";
import { Notices } from "./ui/Notices.tsx";
import { Part } from "./ui/Part.tsx";
import { selectOpenVideo } from "../store/selectors.ts";

export function App() {
  useThemeOnRoot();
  useKeys();
  useTitle();
  useLeaveQuestion();
  useLaunchedFiles();
  const isStopped = useSession(({ engine }) => engine.phase === "failed");
  const hasTimings = useSession((state) => state.isInspecting && selectOpenVideo(state) !== null);
  const isPhone = useIsPhone();
  return (
    <div className="page">
      <TopBar />
      <Notices />
      <ProcessorLine />
      <EvaluationLine />
      {isStopped ? (
        <NoGpu />
      ) : (
        <main className="workspace">
          <LeftSide />
          <RightSide />
        </main>
      )}
      {hasTimings && !isPhone && !isStopped && (
        <section className="drawer" aria-label="Timings">
          <Part>
            <Timings />
          </Part>
        </section>
      )}
      <HelpDialog />
      <BatchDialog />
      <EvaluateDialog />
      <CommandDialog />
      <AddressDialog />
      <CameraDialog />
      <LeaveDialog />
      <DropVeil />
    </div>
  );
}
