// A memory whose model is not the one in use: it is on the disk as it was, and comes back with its model.

import { useEffect } from "react";
import type { SavedMemory } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import {
  modelName,
  selectModelInfo,
  storedModel,
  storedPrecisions,
} from "../../store/models/selectors.ts";
import type { FailedVideo } from "../../store/video/state.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { FolderPicker } from "../ui/FolderPicker.tsx";
import { ErrorPage } from "./ErrorPage.tsx";

/** Loads the model where it is on this computer, else asks for its folder or leads to where it can be had. */
function GetModel({ model: { id, precision } }: Pick<SavedMemory, "model">) {
  const { takeModel, showDialog } = useActions();
  const stored = useSession(({ models }) => storedModel(models.stored, id));
  const isLoading = useSession(({ model }) => model.phase === "loading" && model.id === id);
  const entry = findModel(id);
  const name = modelName(id);
  if (isLoading) return <span className="label">loading {name}</span>;
  const isStored =
    entry !== null && storedPrecisions(entry, stored).some((one) => one.id === precision);
  if (entry?.source === "page" || isStored)
    return (
      <button type="button" className="btn primary" onClick={() => void takeModel(id, precision)}>
        Load {name}
      </button>
    );
  if (entry === null || entry.source === "folder")
    return <FolderPicker className="btn primary">Choose the folder of {name}</FolderPicker>;
  return (
    <button type="button" className="btn primary" onClick={() => showDialog("models")}>
      Get {name}
    </button>
  );
}

interface Props {
  readonly video: FailedVideo;
  readonly memory: SavedMemory;
}

export function OtherModel({ video: { name, previous }, memory }: Props) {
  const { stopOpening, refreshModels } = useActions();
  const inUse = useSession(selectModelInfo);
  const isUnknown = useSession(({ models }) => models.stored.phase === "unknown");
  const hasAnswers = useSession(
    ({ interrupted }) => interrupted?.savedId === memory.id && interrupted.turnIds.length > 0,
  );
  useEffect(() => {
    if (isUnknown) void refreshModels();
  }, [isUnknown, refreshModels]);
  const { id, precision } = memory.model;
  const model = modelName(id);
  // Of one model there may be several precisions.
  const [its, others] =
    inUse?.id === id
      ? [`${model} in ${precision}`, `${model} in ${inUse.precision}`]
      : [model, inUse === null ? "" : modelName(inUse.id)];
  return (
    <ErrorPage
      kind="Another model is in use"
      message={`${name} was read with ${its}.`}
      why={
        <>
          {others !== "" && `${others} is loaded, which cannot use what was read. `}
          It is on this disk, and comes back when {its} is loaded.
          {hasAnswers && " What was asked and answered stays beside this."}
        </>
      }
      steps={[]}
    >
      <GetModel model={memory.model} />
      <button type="button" className="btn" onClick={stopOpening}>
        {previous === null ? "Back to the start" : `Back to ${previous.file.name}`}
      </button>
    </ErrorPage>
  );
}
