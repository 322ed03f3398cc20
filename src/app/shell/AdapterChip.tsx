// What does the work: the graphics adapter, and where the model computes.

import { useState } from "react";
import type { AdapterFacts } from "../../engine/api.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import type { EnginePhase } from "../../store/session/types.ts";
import { adapterName } from "../values/adapter-name.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { MenuPart } from "../ui/MenuPart.tsx";
import { AdapterPopover } from "./parts.ts";

function words(engine: EnginePhase): string {
  switch (engine.phase) {
    case "starting":
      return "Looking for the GPU";
    case "ready":
      return adapterName(engine.adapter);
    case "lost":
      return "GPU lost";
    case "recovering":
      return "Reaching the GPU again";
    case "failed":
      return "No GPU";
  }
}

/** What stands beside the adapter's name. */
function Tag({ adapter }: { readonly adapter: AdapterFacts }) {
  const model = useSession(selectModelInfo);
  if (model?.runtime === "wasm") return <span className="tag">models on CPU</span>;
  if (adapter.isSoftware) return <span className="tag warn">software, slow</span>;
  return adapter.hasShaderF16 && <span className="tag">f16</span>;
}

export function AdapterChip() {
  const engine = useSession(({ engine }) => engine);
  const [isOpen, setOpen] = useState(false);
  if (engine.phase !== "ready") {
    return (
      <span className="adapter">
        <Icon name="chip" />
        <span>{words(engine)}</span>
      </span>
    );
  }
  const face = (
    <>
      <Icon name="chip" />
      <span>{words(engine)}</span>
      <Tag adapter={engine.adapter} />
    </>
  );
  return (
    <MenuPart className="btn plain adapter" face={face} onPress={() => setOpen(true)}>
      <AdapterPopover adapter={engine.adapter} isOpen={isOpen} onOpenChange={setOpen}>
        {face}
      </AdapterPopover>
    </MenuPart>
  );
}
