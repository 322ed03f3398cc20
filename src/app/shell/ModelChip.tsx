// Which model answers and how far it is, with everything about it in a popover: never a dialog in the way.

import { Popover } from "radix-ui";
import { EMBEDDED_MODEL_ID } from "../../store/model-loading.ts";
import type { EnginePhase, ModelPhase } from "../../store/types.ts";
import { formatPercent } from "../format.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "./Icon.tsx";
import { ModelCard } from "./ModelCard.tsx";

/** The name a reader knows a model by. */
export const modelName = (id: string): string => (id === EMBEDDED_MODEL_ID ? "Embedded model" : id);

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
    case "failed":
      return { name: modelName(model.id), word: "not loaded", dot: "bad", share: 0 };
  }
}

export function ModelChip() {
  const model = useSession(({ model }) => model);
  const engine = useSession(({ engine }) => engine);
  const { name, word, dot, share } = chipFace(model, engine);
  return (
    <Popover.Root>
      <Popover.Trigger className="btn model-chip">
        <i className={`dot ${dot}`} style={{ "--share": share }} />
        <b>{name}</b> <small>{word}</small>
        <Icon name="chevron" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Model"
        >
          <ModelCard />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
