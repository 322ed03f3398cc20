import { linkOf } from "../../store/compare/link.ts";
import type { Comparison } from "../../store/compare/types.ts";
import { selectCompareBlock, selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { ExportButtons } from "./ExportButtons.tsx";
import { useIsAboutOpenVideo } from "./use-is-about-open-video.ts";

/** What can be done with a comparison: run it again, change it, save it, link to it. */
export function ComparisonBar({ comparison }: { readonly comparison: Comparison }) {
  const { id, phase, video } = comparison;
  const isAboutOpenVideo = useIsAboutOpenVideo(video);
  const isBlocked = useSession(
    (state) => selectCompareBlock(state) !== null || selectIsBusy(state),
  );
  const { repeatComparison, changeComparison } = useActions();
  return (
    <div className="compare-bar">
      {/* The prompt has the button that stops, for answers too. */}
      {phase !== "running" && (
        <>
          <button
            type="button"
            className="btn"
            disabled={isBlocked}
            onClick={() => void repeatComparison(id)}
          >
            {isAboutOpenVideo ? "Run again" : "Run on the open video"}
          </button>
          <button type="button" className="btn" onClick={() => changeComparison(id)}>
            Change
          </button>
        </>
      )}
      <span className="grow" />
      <CopyButton text={() => new URL(linkOf(comparison), location.href).href}>
        Copy link
      </CopyButton>
      <ExportButtons comparison={comparison} />
    </div>
  );
}
