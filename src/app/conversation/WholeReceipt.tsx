import type { WholeTurn } from "../../store/ask/types.ts";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import { chunkRole } from "../../store/whole/chunk-roles.ts";
import { aboutOf, momentsOf } from "../../store/whole/moments.ts";
import { choiceOf, selectShownTurn, selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { MiniRibbon } from "../ribbon/MiniRibbon.tsx";
import { Moments } from "../ribbon/Moments.tsx";
import { CostLine } from "../ui/CostLine.tsx";
import { formatClock, formatCount, formatCounted } from "../values/format.ts";
import { LookedLine } from "./LookedLine.tsx";
import { UsedStrip } from "./UsedStrip.tsx";

/** Says that an answer is about a part, because the rest had not been read; leads on when more of it has. */
function Part({ turn }: { readonly turn: WholeTurn }) {
  const { readSec, durationSec, videoId, chunkCount } = turn;
  const { askAgain } = useActions();
  const hasMore = useSession((state) => {
    const whole = selectWhole(state);
    return whole?.video.id === videoId && whole.chunks.length > chunkCount;
  });
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  if (readSec === null) return null;
  return (
    <>
      , of the first {formatClock(readSec)} of {formatClock(durationSec)}; the rest had not been
      read.{" "}
      {hasMore && !isBlocked && (
        <button type="button" className="link" onClick={() => void askAgain(turn.id)}>
          Ask again about more
        </button>
      )}
    </>
  );
}

const chunkWord = (count: number): string => formatCounted(count, "chunk");

/** The strip shows the level of each chunk and the moments that the answer is based on. A press shows both on the ribbon. */
export function WholeReceipt({ turn }: { readonly turn: WholeTurn }) {
  const { showTurn } = useActions();
  const isShown = useSession((state) => selectShownTurn(state)?.id === turn.id);
  const choice = choiceOf(turn);
  if (choice === null) return <CostLine turn={turn} />;
  const { forced } = turn.asked;
  const loaded = momentsOf(choice, forced);
  const unseen = choice.chunks.filter(({ isUnseen }) => isUnseen === true).length;
  const used =
    loaded.length === 0
      ? "first and last"
      : `${loaded.length} of ${formatCount(choice.chunks.length)}`;
  return (
    <>
      <UsedStrip
        label={`Used ${used} chunks in detail, ${formatCount(choice.entries)} tokens. Show them on the ribbon.`}
        figure={used}
        about={isShown ? "These chunks are on the ribbon." : "Show these chunks on the ribbon."}
        isPressed={isShown}
        onPress={() => showTurn(turn.id)}
      >
        <MiniRibbon roles={choice.chunks.map((_, chunk) => chunkRole(choice, chunk, forced))} />
      </UsedStrip>
      <CostLine turn={turn} />
      <LookedLine turn={turn}>
        {unseen > 0 && `${formatCount(turn.chunkCount - unseen)} of `}
        {chunkWord(turn.chunkCount)}
        {unseen > 0 && " and nothing of the others"}
        <Part turn={turn} />
      </LookedLine>
      <Moments turn={turn} moments={loaded} about={aboutOf(choice)} />
    </>
  );
}
