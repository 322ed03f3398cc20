// How the questions of a folder are asked: model, methods, retentions, how many; how long that takes; and the button.

import { useId } from "react";
import { type Protocol, PROTOCOLS } from "../../benchmarks/benchmark.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { METHODS, METHOD_IDS } from "../../engine/catalogue.ts";
import { samplesOf } from "../../evaluation/about.ts";
import { chooseSamples, type Shard } from "../../evaluation/choose-samples.ts";
import { answersPerSample, expectedMs } from "../../store/evaluate/evaluation.ts";
import { modelsHere } from "../../store/models/here.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Check } from "../ui/Check.tsx";
import { Select } from "../ui/Select.tsx";
import { formatCounted, formatPercent, formatRemaining } from "../values/format.ts";
import type { ReadyFolder } from "./FolderFacts.tsx";

const RETENTIONS = [1, 0.5, 0.25, 0.15, 0.1, 0.05];
const WHOSE = (["2026", "2025"] as const).map((value: Protocol) => ({
  value,
  name: PROTOCOLS[value],
}));

const shardText = ({ part, of }: Shard): string => `${part}/${of}`;

/** Up to four computers share the videos; more would be a matter for the lab. */
const SHARDS = [1, 2, 3, 4].flatMap((of) =>
  Array.from({ length: of }, (_, at): Shard => ({ part: at + 1, of })),
);
const PARTS = SHARDS.map((shard) => ({
  value: shardText(shard),
  name: shard.of === 1 ? "all" : `part ${shard.part} of ${shard.of}`,
}));

/** Returns the list with an item put in or taken out, in the order of `all`. */
const toggled = <T,>(all: readonly T[], list: readonly T[], item: T, isIn: boolean): T[] =>
  all.filter((one) => (one === item ? isIn : list.includes(one)));

function ModelSelect() {
  const chosen = useSession(({ evaluate }) => evaluate.setup.modelId);
  const inUse = useSession((state) => selectModelInfo(state)?.id ?? null);
  const stored = useSession(({ models }) => models.stored);
  const { setUpEvaluation } = useActions();
  const here = modelsHere(stored, inUse);
  return (
    <Select
      label="Model"
      value={chosen ?? here[0] ?? ""}
      choices={here.map((id) => ({ value: id, name: modelName(id) }))}
      onChoose={(modelId) => void setUpEvaluation({ modelId })}
    />
  );
}

function LimitInput({ most }: { readonly most: number }) {
  const limit = useSession(({ evaluate }) => evaluate.setup.limit);
  const { setUpEvaluation } = useActions();
  const id = useId();
  return (
    <span className="evaluate-limit">
      <label className="label" htmlFor={id}>
        Questions at most
      </label>
      <input
        id={id}
        type="number"
        min={1}
        max={most}
        placeholder="all"
        value={limit ?? ""}
        onChange={({ currentTarget }) => {
          const count = Math.floor(currentTarget.valueAsNumber);
          void setUpEvaluation({ limit: count >= 1 ? count : null });
        }}
      />
    </span>
  );
}

/** Says how many answers that is, and how long they take where an earlier evaluation tells. */
function Work({ folder }: { readonly folder: ReadyFolder }) {
  const setup = useSession(({ evaluate }) => evaluate.setup);
  const kept = useSession(({ evaluate }) => evaluate.kept);
  const inUse = useSession((state) => selectModelInfo(state)?.id ?? null);
  const isBusy = useSession(selectIsBusy);
  const isStarting = useSession(({ evaluate: { runningId, kept } }) =>
    Boolean(runningId !== null && kept?.every(({ id }) => id !== runningId)),
  );
  const { startEvaluation } = useActions();
  const { limit, shard } = setup;
  const videos = chooseSamples(folder.found.samples, { tasks: null, limit, shard });
  const answers = samplesOf(videos).length * answersPerSample(setup);
  const modelId = setup.modelId ?? inUse;
  const ms = modelId === null ? null : expectedMs(kept ?? [], modelId, answers);
  return (
    <div className="row">
      <button
        type="button"
        className="btn primary"
        disabled={isBusy || answers === 0}
        onClick={() => void startEvaluation()}
      >
        Ask for {formatCounted(answers, "answer")}
      </button>
      <span className="faint">
        {answers === 0 && "Choose a method and a share of tokens."}
        {answers > 0 &&
          isBusy &&
          (isStarting ? "Its files are being looked at." : "Something else is being answered.")}
        {answers > 0 &&
          !isBusy &&
          (ms === null
            ? "How long it takes is known after the first video; it can be stopped at any time."
            : `About ${formatRemaining(ms / 1000)}, as the last evaluation with this model went.`)}
      </span>
    </div>
  );
}

export function PlanSetup({ folder }: { readonly folder: ReadyFolder }) {
  const setup = useSession(({ evaluate }) => evaluate.setup);
  const { setUpEvaluation } = useActions();
  const { methods, retentions } = setup;
  return (
    <>
      <fieldset>
        <legend>Methods</legend>
        <div className="evaluate-checks">
          {METHOD_IDS.map((id) => (
            <Check
              key={id}
              label={METHODS[id].name}
              isOn={methods.includes(id)}
              onChange={(isOn) =>
                void setUpEvaluation({ methods: toggled(METHOD_IDS, methods, id, isOn) })
              }
            />
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Tokens that are kept</legend>
        <div className="evaluate-checks">
          {RETENTIONS.map((share) => (
            <Check
              key={share}
              label={formatPercent(share)}
              isOn={retentions.includes(share)}
              onChange={(isOn) =>
                void setUpEvaluation({ retentions: toggled(RETENTIONS, retentions, share, isOn) })
              }
            />
          ))}
        </div>
      </fieldset>
      <div className="row">
        <ModelSelect />
        <LimitInput most={folder.found.samples.length} />
        <Select
          label="Videos"
          about="Several computers can each ask a part; their answers are then added to one report."
          value={shardText(setup.shard)}
          choices={PARTS}
          onChoose={(value) => {
            const shard = SHARDS.find((one) => shardText(one) === value);
            if (shard !== undefined) void setUpEvaluation({ shard });
          }}
        />
        <Select
          label="Prompts and reading of answers as in"
          value={setup.protocol}
          choices={WHOSE}
          onChoose={(protocol) => void setUpEvaluation({ protocol })}
        />
        {BENCHMARKS[folder.benchmark].hasSubtitles && (
          <Check
            label="Subtitles in the prompt"
            isOn={setup.hasSubtitles}
            onChange={(hasSubtitles) => void setUpEvaluation({ hasSubtitles })}
          />
        )}
      </div>
      <Work folder={folder} />
    </>
  );
}
