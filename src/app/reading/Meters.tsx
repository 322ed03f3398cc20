// What a question has on the GPU, and what is kept aside for the next ones.

import { useMemo } from "react";
import { DEFAULT_HOST_BYTES } from "../../engine/catalogue.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { entryShares } from "../../store/whole/chunk-roles.ts";
import { selectShownChoice, selectShownTurn } from "../../store/whole/selectors.ts";
import type { ForcedChunks, WholeLook } from "../../store/whole/types.ts";
import { formatBytes } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { writtenWords } from "./written-words.ts";

const NONE: ForcedChunks = new Map();

/** What a question has on the GPU, in the order of the meter. */
const KEYS = [
  { of: "detail", mark: "warm", words: "re-loaded" },
  { of: "ends", mark: "quiet", words: "first and last" },
  { of: "compact", mark: "stripes", words: "compact" },
] as const;

function KvMeter({ whole }: { readonly whole: WholeLook }) {
  const choice = useSession(selectShownChoice);
  const forced = useSession((state) => selectShownTurn(state)?.asked.forced) ?? NONE;
  const perToken = useSession(selectModelInfo)?.kvBytesPerToken ?? 0;
  const { chunks } = whole;
  const entries = useMemo(() => entryShares(chunks, choice, forced), [chunks, choice, forced]);
  const { detail, ends, compact, full } = entries;
  const share = (part: number) => (full > 0 ? part / full : 0);
  const sum = (detail + ends + compact) * perToken;
  return (
    <div className="mem">
      <p className="line">
        <span>
          {choice === null ? "KV on the GPU, before a question" : "KV on the GPU, this question"}
        </span>
        <span>
          <b>{formatBytes(sum)}</b> of {formatBytes(full * perToken)} in full detail
        </span>
      </p>
      <div
        className="meter"
        role="meter"
        aria-label="KV on the GPU"
        aria-valuenow={Math.round(share(detail + ends + compact) * 100)}
        aria-valuetext={`${formatBytes(sum)} of ${formatBytes(full * perToken)}`}
      >
        {KEYS.map(({ of, mark }) => (
          <i key={of} className={mark} style={{ "--share": share(entries[of]) }} />
        ))}
      </div>
      <p className="keys-line">
        {KEYS.map(({ of, mark, words }) =>
          entries[of] === 0 ? null : (
            <span key={of} data-key={mark}>
              {words} <span className="num">{formatBytes(entries[of] * perToken)}</span>
            </span>
          ),
        )}
      </p>
    </div>
  );
}

function AsideMeter({ whole }: { readonly whole: WholeLook }) {
  const { hostBytes, diskBytes } = whole.use;
  // What is in main memory is a copy of what is on the disk, where both are.
  const onlyOnDisk = Math.max(0, diskBytes - hostBytes);
  const room = Math.max(DEFAULT_HOST_BYTES, hostBytes + onlyOnDisk);
  const isSpilling = diskBytes > 0;
  const layers = useSession(selectModelInfo)?.layers;
  return (
    <div className="mem wide">
      <p className="line">
        <span>{isSpilling ? "Detailed entries" : "Detailed entries in main memory"}</span>
        <span>
          <b>{formatBytes(hostBytes)}</b>
          {isSpilling
            ? ` in main memory, ${formatBytes(diskBytes)} on the disk`
            : ` of ${formatBytes(DEFAULT_HOST_BYTES)} allowed`}
        </span>
      </p>
      <div
        className="meter"
        role="meter"
        aria-label="Detailed entries"
        aria-valuenow={Math.round(((hostBytes + onlyOnDisk) / room) * 100)}
        aria-valuetext={`${formatBytes(hostBytes)} in main memory, ${formatBytes(diskBytes)} on the disk`}
      >
        <i className="quiet" style={{ "--share": hostBytes / room }} />
        <i className="stripes" style={{ "--share": onlyOnDisk / room }} />
      </div>
      <p className="keys-line">{writtenWords(whole, layers)}</p>
    </div>
  );
}

export function Meters({ whole }: { readonly whole: WholeLook }) {
  return (
    <div className="meters">
      <KvMeter whole={whole} />
      <AsideMeter whole={whole} />
    </div>
  );
}
