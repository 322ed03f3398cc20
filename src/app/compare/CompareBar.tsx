import { ToggleGroup } from "radix-ui";
import {
  selectCompareBlock,
  selectIsAnswering,
  selectIsComparing,
  selectOpenVideo,
} from "../../store/selectors.ts";
import type { CompareRun } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ExportButtons } from "./ExportButtons.tsx";

function RunButton({ run }: { readonly run: CompareRun }) {
  const isComparing = useSession(selectIsComparing);
  const isBlocked = useSession(
    (state) => selectCompareBlock(state) !== null || selectIsAnswering(state),
  );
  const { runCompare } = useActions();
  // The prompt has the button that stops, for answers too.
  if (isComparing) return null;
  return (
    <button
      type="button"
      className="btn"
      disabled={isBlocked}
      onClick={() => void runCompare(run.question)}
    >
      Run again
    </button>
  );
}

/** What is compared, and what can be done with the result. */
export function CompareBar({ run }: { readonly run: CompareRun | null }) {
  const by = useSession(({ compareBy }) => compareBy);
  const { setCompareBy } = useActions();
  return (
    <div className="compare-bar">
      <ToggleGroup.Root
        type="single"
        className="segmented"
        aria-label="Compare by"
        value={by}
        onValueChange={(value) => {
          if (value === "retention" || value === "method") setCompareBy(value);
        }}
      >
        <ToggleGroup.Item value="retention">Retention</ToggleGroup.Item>
        <ToggleGroup.Item value="method">Method</ToggleGroup.Item>
      </ToggleGroup.Root>
      <span className="grow" />
      {run !== null && (
        <>
          <ExportButtons run={run} />
          <RunButton run={run} />
        </>
      )}
    </div>
  );
}

/** Whether `run` is about the video that is open. */
export function useIsAboutOpenVideo(run: CompareRun): boolean {
  return useSession((state) => {
    const open = selectOpenVideo(state);
    return open?.look.kind === "frames" && open.file.key === run.fileKey;
  });
}
