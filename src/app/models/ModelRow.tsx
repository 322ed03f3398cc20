// One model of the list: what it is and costs at a glance, its button, and under a press everything else.

import { Accordion } from "radix-ui";
import { useState } from "react";
import { precisionBytes, type ModelEntry } from "../../engine/models.ts";
import { downloadShare, storedModel } from "../../store/models/selectors.ts";
import { formatRoughBytes } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ModelInUse } from "./ModelCard.tsx";
import { DownloadView } from "./DownloadView.tsx";
import { ModelAction } from "./ModelAction.tsx";
import { ModelDetails } from "./ModelDetails.tsx";
import { rowState, shownPrecision, type RowState } from "./row-state.ts";
import { useFit } from "./use-fit.ts";

function Dot({ state }: { readonly state: RowState }) {
  if (state.kind === "in-use") return <i className={state.isResting ? "dot none" : "dot ok"} />;
  if (state.kind !== "loading" && state.kind !== "download") return <i className="dot none" />;
  const share = state.kind === "loading" ? state.share : downloadShare(state.download);
  return <i className="dot busy" style={{ "--share": share }} />;
}

const TESTED_WORDS: Readonly<Record<ModelEntry["status"], string>> = {
  "verified with weights": "tested with its weights",
  "verified with the real exporter's graph": "tested with the real exporter\u2019s graph",
  "verified with a replica only": "tested with a replica only",
};

export function ModelRow({ entry }: { readonly entry: ModelEntry }) {
  const model = useSession(({ model }) => model);
  const stored = useSession(({ models }) => storedModel(models.stored, entry.id));
  const download = useSession(({ models }) => models.downloads[entry.id]);
  const [chosenId, choose] = useState<string | null>(null);
  const fit = useFit(entry);
  const input = { entry, model, stored, download, fit, chosenId };
  const state = rowState(input);
  const precision = shownPrecision(input);
  const size = precision ?? fit?.closest.precision ?? entry.precisions.at(-1);
  return (
    <Accordion.Item value={entry.id} className="model" data-kind={state.kind}>
      <Dot state={state} />
      <Accordion.Header className="model-head">
        <Accordion.Trigger>
          <b>{entry.title}</b>
          <Icon name="chevron" />
        </Accordion.Trigger>
      </Accordion.Header>
      <div className="model-action">
        <ModelAction entry={entry} state={state} precision={precision} />
      </div>
      <div className="model-about">
        <p>{entry.about}</p>
        <p className="model-meta">
          {size !== undefined && (
            <span>
              {size.isExact ? "" : "about "}
              {formatRoughBytes(precisionBytes(size))}
            </span>
          )}
          <span>{entry.licence.name}</span>
          <span>{entry.tokensPerFrame.count} tokens a frame</span>
          <span className="tag">{TESTED_WORDS[entry.status]}</span>
        </p>
        {state.kind === "refused" && (
          <p className="refusal">
            <Icon name="warning" />
            {state.reasons.join(" ")}
          </p>
        )}
        {state.kind === "download" && <DownloadView entry={entry} download={state.download} />}
      </div>
      <Accordion.Content className="model-body">
        {state.kind === "in-use" && <ModelInUse />}
        <ModelDetails
          entry={entry}
          fit={fit}
          precision={precision}
          stored={stored}
          onChoose={choose}
        />
      </Accordion.Content>
    </Accordion.Item>
  );
}
