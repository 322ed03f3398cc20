// What opens under the adapter's chip: what it can do, and where models compute.

import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import type { AdapterFacts, ModelInfo, RuntimeChoice } from "../../engine/api.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { adapterName } from "../values/adapter-name.ts";
import { formatCounted } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select, type Choice } from "../ui/Select.tsx";

const RUNTIMES: readonly Choice<RuntimeChoice>[] = [
  { value: "fastest", name: "whichever is faster" },
  { value: "webgpu", name: "graphics adapter" },
  { value: "wasm", name: "processor" },
];

const NOT_ISOLATED = "This page may not share memory between threads, so there is only one.";
const NO_THREADS = "This browser starts no threads that share memory, so there is only one.";

const rounded = (rate: number): string => String(Number(rate.toPrecision(2)));

/** Where the model computes, and what it follows from. */
function RuntimeFacts({ model }: { readonly model: ModelInfo }) {
  const { runtime, threads, rates } = model;
  return (
    <p>
      {runtime === "webgpu"
        ? "The model computes on the graphics adapter."
        : `The model computes on the processor, on ${formatCounted(threads ?? 1, "thread")}.`}{" "}
      {rates !== null &&
        (rates.webgpu === null
          ? "The graphics adapter did not finish a short measure in time."
          : `Measured: ${rounded(rates.wasm)} billion multiplications a second on the processor, ${rounded(rates.webgpu)} on the graphics adapter.`)}
      {runtime === "wasm" && threads === 1 && navigator.hardwareConcurrency > 1 && (
        <> {crossOriginIsolated ? NO_THREADS : NOT_ISOLATED}</>
      )}
    </p>
  );
}

function RuntimeSelect() {
  const runtime = useSession(({ models }) => models.runtime);
  const { setRuntime } = useActions();
  return (
    <Select
      label="Models compute on"
      value={runtime}
      choices={RUNTIMES}
      onChoose={(chosen) => void setRuntime(chosen)}
    />
  );
}

function AdapterCard({ adapter }: { readonly adapter: AdapterFacts }) {
  const model = useSession(selectModelInfo);
  const isMissing = adapter.missing !== null;
  return (
    <>
      <dl className="facts">
        <dt>Adapter</dt>
        <dd>{adapterName(adapter)}</dd>
        {!isMissing && (
          <>
            <dt>Vendor</dt>
            <dd>{adapter.vendor || "not said"}</dd>
            <dt>Architecture</dt>
            <dd>{adapter.architecture || "not said"}</dd>
          </>
        )}
        <dt>Half precision</dt>
        <dd>{adapter.hasShaderF16 ? "yes (f16)" : "no (f32 only)"}</dd>
      </dl>
      {model !== null && <RuntimeFacts model={model} />}
      {!isMissing && <RuntimeSelect />}
      {isMissing && (
        <p>There is no graphics adapter: what it would compute, this browser computes itself.</p>
      )}
      {adapter.isSoftware && !isMissing && (
        <p>
          This adapter runs on the processor, not on a graphics card. Everything works, but slower.
          Turn graphics acceleration on in the browser’s settings.
        </p>
      )}
    </>
  );
}

interface Props {
  readonly adapter: AdapterFacts;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** The chip's face. */
  readonly children: ReactNode;
}

export const AdapterPopover = ({ adapter, isOpen, onOpenChange, children }: Props) => (
  <Popover.Root open={isOpen} onOpenChange={onOpenChange}>
    <Popover.Trigger className="btn plain adapter">{children}</Popover.Trigger>
    <Popover.Portal>
      <Popover.Content className="popover" align="end" sideOffset={4} aria-label="Adapter">
        <AdapterCard adapter={adapter} />
      </Popover.Content>
    </Popover.Portal>
  </Popover.Root>
);
