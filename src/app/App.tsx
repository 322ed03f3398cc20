// The page: bar, then video and budget beside the answers, then timings. An adapter that refuses takes all of it.

import { useSession } from "./hooks/session.tsx";
import { useKeys } from "./hooks/use-keys.ts";
import { useLaunchedFiles } from "./hooks/use-launched-files.ts";
import { useLeaveQuestion } from "./hooks/use-leave-question.ts";
import { useThemeOnRoot } from "./hooks/use-theme.ts";
import { useTitle } from "./hooks/use-title.ts";
import { useIsPhone } from "./hooks/use-media.ts";
import { DropVeil } from "./shell/DropVeil.tsx";
import { EvaluationLine } from "./shell/EvaluationLine.tsx";
import { LeftSide } from "./shell/LeftSide.tsx";
import { Dialogs, NoGpu, ProcessorLine, Timings } from "./shell/parts.ts";
import { RightSide } from "./shell/RightSide.tsx";
import { TopBar } from "./shell/TopBar.tsx";
import { Notices } from "./ui/Notices.tsx";
import { Part } from "./ui/Part.tsx";
import { useFocusPlace } from "./ui/use-focus-place.ts";
import { adapterOf } from "../store/models/selectors.ts";
import { hasStages } from "../store/video/state.ts";

export function App() {
  useThemeOnRoot();
  useKeys();
  useFocusPlace();
  useTitle();
  useLeaveQuestion();
  useLaunchedFiles();
  const isStopped = useSession(({ engine }) => engine.phase === "failed");
  const isWithoutAdapter = useSession(
    ({ engine }) => (adapterOf(engine)?.missing ?? null) !== null,
  );
  const hasTimings = useSession((state) => state.isInspecting && hasStages(state.video));
  const isPhone = useIsPhone();
  return (
    <div className="page">
      <TopBar />
      <Notices />
      {isWithoutAdapter && (
        <Part>
          <ProcessorLine />
        </Part>
      )}
      <EvaluationLine />
      {isStopped ? (
        <Part>
          <NoGpu />
        </Part>
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
      <Part>
        <Dialogs />
      </Part>
      <DropVeil />
    </div>
  );
}
