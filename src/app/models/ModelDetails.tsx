// Everything about one model of the list that its row has no room for.

import type {
  EntryPrecision,
  Fit,
  GpuParts,
  MemoryNeed,
  ModelEntry,
  StoredModel,
} from "../../engine/models.ts";
import { storedPrecisions } from "../../store/models/selectors.ts";
import { formatCount, formatRoughBytes } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { PrecisionChoice } from "./PrecisionChoice.tsx";

const STATUS_WORDS = {
  "verified with weights": "Run by us with its real weights.",
  "verified with the real exporter's graph":
    "Never run by us with its real weights: compared with Hugging Face\u2019s numbers on graphs that the real exporter made, with small random weights. A self-test checks its numbers after loading.",
  "verified with a replica only":
    "Never run by us with its real weights: tested with random weights in the same graphs. A self-test checks its numbers after loading.",
} as const;

const revisionWords = (revision: string): string =>
  /^[0-9a-f]{40}$/.test(revision)
    ? `at commit ${revision.slice(0, 12)}`
    : `at ${revision}; the first download keeps to the commit that the hub names`;

const parameterWords = (count: number): string =>
  count < 1e9
    ? `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} million`
    : `${(count / 1e9).toFixed(1)} billion`;

const PART_WORDS = {
  weights: "weights",
  cache: "KV cache",
  held: "what the vision encoder holds",
  activations: "activations",
  scores: "scores of attention that is not fused",
  logits: "logits",
} as const satisfies Record<keyof GpuParts, string>;

/** Less than this of anything is not worth a word. */
const WORTH_BYTES = 2 ** 20;

const partWords = (parts: GpuParts): string =>
  Object.entries(PART_WORDS)
    .map(([name, words]) => ({ words, bytes: parts[name as keyof GpuParts] }))
    .filter(({ bytes }) => bytes >= WORTH_BYTES)
    .map(({ words, bytes }) => `${formatRoughBytes(bytes)} of ${words}`)
    .join(", ");

function MemoryWords(props: { readonly entry: ModelEntry; readonly memory: MemoryNeed }) {
  const chosen = useSession(({ choices }) => choices.frames);
  const { gpuBytes, hostBytes, parts } = props.memory;
  return (
    <>
      about {formatRoughBytes(gpuBytes)} on the GPU and {formatRoughBytes(hostBytes)} of main memory
      <small>
        , with {chosen ?? props.entry.framesSuggested} frames and every token kept; on the GPU{" "}
        {partWords(parts)}
      </small>
    </>
  );
}

function NeedWords({ precision }: { readonly precision: EntryPrecision }) {
  const { features, maxBufferSize } = precision.needs;
  return (
    <>
      {features.length > 0 ? "a GPU that computes in 16 bits" : "any GPU with WebGPU"}
      <small>, tables of {formatRoughBytes(maxBufferSize)} in one piece</small>
    </>
  );
}

interface Props {
  readonly entry: ModelEntry;
  readonly fit: Fit | null;
  readonly precision: EntryPrecision | null;
  readonly stored: StoredModel | null;
  readonly onChoose: (precisionId: string) => void;
}

export function ModelDetails({ entry, fit, precision, stored, onChoose }: Props) {
  const { licence, tokensPerFrame, framesSuggested, context, parameters, status, trainedOn } =
    entry;
  const shown = precision ?? fit?.closest.precision ?? entry.precisions.at(-1) ?? null;
  const fitting = fit?.perPrecision.find((one) => one.precision.id === shown?.id);
  return (
    <div className="model-details">
      {entry.source !== "page" && (
        <PrecisionChoice
          entry={entry}
          fit={fit}
          chosen={precision}
          here={storedPrecisions(entry, stored)}
          onChoose={onChoose}
        />
      )}
      {(fitting?.cautions ?? []).map((caution) => (
        <p key={caution} className="caution">
          <Icon name="warning" />
          {caution}
        </p>
      ))}
      <dl>
        <dt>Licence</dt>
        <dd>
          {licence.name}. <small>{licence.allows}</small>
        </dd>
        <dt>Needs</dt>
        <dd>{shown !== null && <NeedWords precision={shown} />}</dd>
        <dt>Memory</dt>
        <dd>
          {fitting === undefined ? (
            "known once the GPU is known"
          ) : (
            <MemoryWords entry={entry} memory={fitting.memory} />
          )}
        </dd>
        {trainedOn === "pictures" && (
          <>
            <dt>Trained on</dt>
            <dd>
              pictures
              <small>
                , never on video: it is shown the frames as a row of pictures with their times
              </small>
            </dd>
          </>
        )}
        <dt>Tokens</dt>
        <dd>
          {tokensPerFrame.words}
          <small>
            ; {framesSuggested} frames are recommended, {formatCount(context)} tokens are the most
          </small>
        </dd>
        <dt>Parameters</dt>
        <dd>{parameterWords(parameters)}</dd>
        <dt>Tested</dt>
        <dd>{STATUS_WORDS[status]}</dd>
        <dt>From</dt>
        <dd>
          <code>{entry.id}</code>{" "}
          <small>
            {entry.source === "page" && "beside this page"}
            {entry.source === "folder" &&
              "nobody publishes its graphs: export them, then choose the folder"}
            {entry.source === "hub" &&
              (stored === null
                ? revisionWords(entry.revision)
                : `at commit ${stored.commit.slice(0, 12)}`)}
          </small>
        </dd>
      </dl>
    </div>
  );
}
