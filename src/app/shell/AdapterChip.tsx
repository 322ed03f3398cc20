// The GPU that does the work; a software adapter is named as such, because it is slow.

import { Popover } from "radix-ui";
import type { AdapterFacts } from "../../engine/api.ts";
import type { EnginePhase } from "../../store/types.ts";
import { adapterName } from "../values/adapter-name.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";

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

function AdapterCard({ adapter }: { readonly adapter: AdapterFacts }) {
  return (
    <>
      <dl className="facts">
        <dt>Adapter</dt>
        <dd>{adapterName(adapter)}</dd>
        <dt>Vendor</dt>
        <dd>{adapter.vendor || "not said"}</dd>
        <dt>Architecture</dt>
        <dd>{adapter.architecture || "not said"}</dd>
        <dt>Half precision</dt>
        <dd>{adapter.hasShaderF16 ? "yes (f16)" : "no (f32 only)"}</dd>
      </dl>
      {adapter.isSoftware && (
        <p>
          This adapter runs on the processor, not on a graphics card. Everything works, about a
          hundred times slower. Turn graphics acceleration on in the browser’s settings.
        </p>
      )}
    </>
  );
}

export function AdapterChip() {
  const engine = useSession(({ engine }) => engine);
  if (engine.phase !== "ready") {
    return (
      <span className="adapter">
        <Icon name="chip" />
        {words(engine)}
      </span>
    );
  }
  const { adapter } = engine;
  return (
    <Popover.Root>
      <Popover.Trigger className="btn plain adapter">
        <Icon name="chip" />
        <span>{words(engine)}</span>
        {adapter.isSoftware ? (
          <span className="tag warn">software, slow</span>
        ) : (
          adapter.hasShaderF16 && <span className="tag">f16</span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" align="end" sideOffset={4} aria-label="Adapter">
          <AdapterCard adapter={adapter} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
