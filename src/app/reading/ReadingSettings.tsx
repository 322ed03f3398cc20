// What a question gets in detail, and how the video is read. Changes that need another reading say so and wait for a
// press.

import { RELEVANCE_IDS, RELEVANCES } from "../../engine/catalogue.ts";
import { CHUNK_COUNTS, COMPACT_SHARES, DETAILED_SHARES } from "../../store/whole/choices.ts";
import { entryShares } from "../../store/whole/chunk-roles.ts";
import { selectShownChoice } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatCount, formatCounted, formatFraction } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { AskAgain } from "../stage/AskAgain.tsx";
import { Select } from "../ui/Select.tsx";

/** The values, with the one in use among them, since a script or a saved memory may have chosen another. */
const numbers = (values: readonly number[], used: number, name: (value: number) => string) =>
  [...new Set([...values, used])].map((value) => ({ value, name: name(value) }));

const chunkWord = (count: number): string => formatCounted(count, "chunk");

const RELEVANCE_CHOICES = RELEVANCE_IDS.flatMap((value) => {
  const entry = RELEVANCES[value];
  return "isForComparison" in entry ? [] : [{ value, name: entry.name }];
});

function TokensOfAll({ whole }: { readonly whole: WholeLook }) {
  const choice = useSession(selectShownChoice);
  const { detail, ends, compact, tokens } = entryShares(whole.chunks, choice, whole.forced);
  const entries = choice?.entries ?? detail + ends + compact;
  return (
    <p className="of-all">
      <b>{formatCount(entries)}</b> of {formatCount(tokens)} tokens
    </p>
  );
}

export function ReadingSettings({ whole }: { readonly whole: WholeLook }) {
  const chosen = useSession((state) => state.wholeChoices);
  const { setChunks, setRelevance, chooseReading } = useActions();
  const { shares } = chosen;
  return (
    <>
      <div className="settings reading-settings">
        <Select
          label="Re-load"
          value={chosen.chunks}
          choices={numbers(CHUNK_COUNTS, chosen.chunks, chunkWord)}
          onChoose={setChunks}
        />
        <Select
          label="Relevance"
          isBare
          value={chosen.relevance}
          choices={RELEVANCE_CHOICES}
          onChoose={setRelevance}
        />
        <Select
          label="Detail"
          value={shares.detailed}
          choices={numbers(DETAILED_SHARES, shares.detailed, formatFraction)}
          onChoose={(detailed) => chooseReading({ shares: { ...shares, detailed } })}
        />
        <Select
          label="Compact"
          value={shares.compact}
          choices={numbers(COMPACT_SHARES, shares.compact, formatFraction)}
          onChoose={(compact) => chooseReading({ shares: { ...shares, compact } })}
        />
      </div>
      <span className="grow" />
      <AskAgain whole={whole} />
      <TokensOfAll whole={whole} />
    </>
  );
}
