// The models of the catalogue, and a way to use one from a folder.

import { Accordion } from "radix-ui";
import { useState } from "react";
import { findModel, MODELS } from "../../engine/models.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { FolderPicker } from "../ui/FolderPicker.tsx";
import { ModelInUse } from "./ModelCard.tsx";
import { MachineLine } from "./MachineLine.tsx";
import { ModelRow } from "./ModelRow.tsx";

/** A model from a folder of the reader's own, which is not in the catalogue. */
function OwnModel() {
  const id = useSession(selectModelInfo)?.id;
  if (id === undefined || findModel(id) !== null) return null;
  return (
    <section className="model" data-kind="in-use" aria-label={id}>
      <i className="dot ok" />
      <h3 className="model-head">
        <b>{id}</b>
      </h3>
      <div className="model-action label">in use</div>
      <div className="model-about">
        <p>From a folder on this computer.</p>
        <ModelInUse hasFacts />
      </div>
    </section>
  );
}

function LoadFailure() {
  const model = useSession(({ model }) => model);
  const { ensureModel } = useActions();
  if (model.phase !== "failed") return null;
  return (
    <div className="load-failure">
      <ErrorText error={model.error} />
      <button
        type="button"
        className="btn"
        onClick={() => void ensureModel().catch(() => undefined)}
      >
        Load it again
      </button>
    </div>
  );
}

export function ModelList() {
  const [open, setOpen] = useState("");
  const stored = useSession(({ models }) => models.stored);
  return (
    <>
      <MachineLine />
      <LoadFailure />
      {stored.phase === "failed" && <ErrorText error={stored.error} />}
      <OwnModel />
      <Accordion.Root
        className="model-list"
        type="single"
        collapsible
        value={open}
        onValueChange={setOpen}
      >
        {MODELS.map((entry) => (
          <ModelRow key={entry.id} entry={entry} />
        ))}
      </Accordion.Root>
      <footer className="folder-way">
        <FolderPicker className="btn">Use a model from a folder</FolderPicker>
        <p className="label">
          Or drop the folder on this page. It holds config.json, tokenizer.json and onnx/; nothing
          of it is sent or copied.
        </p>
      </footer>
    </>
  );
}
