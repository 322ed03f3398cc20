// Which model answers, how far it is, and how far the download of another; a press opens the dialog of models.

import { downloadShare, modelName, selectRunningDownloadId } from "../../store/models/selectors.ts";
import type { EnginePhase } from "../../store/session/types.ts";
import type { ModelPhase } from "../../store/models/types.ts";
import { formatPercent } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { MenuPart } from "../ui/MenuPart.tsx";
import { ModelDialog } from "./parts.ts";

interface ChipFace {
  readonly name: string;
  readonly word: string;
  readonly dot: "ok" | "busy" | "none" | "bad";
  readonly share: number;
}

function chipFace(model: ModelPhase, engine: EnginePhase): ChipFace {
  if (engine.phase === "failed") return { name: "No model", word: "no GPU", dot: "none", share: 0 };
  if (engine.phase === "lost" || engine.phase === "recovering") {
    return { name: "Model", word: "recovering", dot: "busy", share: 0.5 };
  }
  switch (model.phase) {
    case "idle":
      return { name: "Embedded model", word: "not loaded yet", dot: "none", share: 0 };
    case "loading": {
      const { doneBytes, totalBytes } = model;
      const share = totalBytes > 0 ? doneBytes / totalBytes : 0;
      const word = share < 1 ? `loading ${formatPercent(share)}` : "starting";
      return { name: modelName(model.id), word, dot: "busy", share };
    }
    case "ready":
      return { name: modelName(model.info.id), word: "ready", dot: "ok", share: 1 };
    case "unloaded":
      return { name: modelName(model.info.id), word: "resting", dot: "none", share: 0 };
    case "failed":
      return { name: modelName(model.id), word: "not loaded", dot: "bad", share: 0 };
  }
}

/** The chip's face while another model arrives: the one in use keeps its name. */
function useFace(): ChipFace {
  const model = useSession(({ model }) => model);
  const engine = useSession(({ engine }) => engine);
  const id = useSession(selectRunningDownloadId);
  const share = useSession(({ models }) => {
    const download = id === null ? undefined : models.downloads[id];
    return download === undefined ? 0 : Math.floor(downloadShare(download) * 100) / 100;
  });
  const face = chipFace(model, engine);
  if (id === null || face.dot === "busy") return face;
  return { ...face, word: `${formatPercent(share)} of ${modelName(id)}`, dot: "busy", share };
}

export function ModelChip() {
  const { name, word, dot, share } = useFace();
  const { showDialog } = useActions();
  const face = (
    <>
      <i className={`dot ${dot}`} style={{ "--share": share }} />
      <b>{name}</b> <small>{word}</small>
      <Icon name="chevron" />
    </>
  );
  return (
    <MenuPart className="btn model-chip" face={face} onPress={() => showDialog("models")}>
      <ModelDialog>{face}</ModelDialog>
    </MenuPart>
  );
}
