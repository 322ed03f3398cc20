// The line under the bar where there is no graphics adapter: the page computes on the processor, and what would change that.

import { Popover } from "radix-ui";
import { useState } from "react";
import type { AdapterFacts } from "../../engine/api.ts";
import { adapterOf } from "../../store/models/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Dismiss } from "../ui/Dismiss.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { NextStep } from "./ErrorPage.tsx";
import { probe, STEPS } from "./webgpu-steps.tsx";

const MISSING: Readonly<Record<NonNullable<AdapterFacts["missing"]>, string>> = {
  webgpu: "This browser has no WebGPU, with which a page computes on the graphics card.",
  "secure-context":
    "Without HTTPS a browser gives a page no WebGPU, with which it computes on the graphics card.",
  adapter:
    "This browser has WebGPU, but gives the page no graphics adapter: chrome://gpu says why.",
};

const SECURE_STEP: NextStep = { title: "Open the page over HTTPS or from localhost" };

export function ProcessorLine() {
  const missing = useSession(({ engine }) => adapterOf(engine)?.missing ?? null);
  const [isDismissed, setDismissed] = useState(false);
  if (missing === null || isDismissed) return null;
  const steps = missing === "secure-context" ? [SECURE_STEP] : STEPS;
  const details = (): string =>
    [`missing: ${missing}`, ...probe().map(([name, value]) => `${name}: ${value}`)].join("\n");
  return (
    <div className="notice-line" role="status">
      <Icon name="chip" />
      <p>
        <b>No graphics adapter: this page computes on the processor.</b> Everything takes longer.
      </p>
      <Popover.Root>
        <Popover.Trigger className="btn">What would help</Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className="popover"
            align="end"
            sideOffset={4}
            aria-label="What gives this page the graphics card"
          >
            <p>{MISSING[missing]}</p>
            <ol className="next-steps">
              {steps.map(({ title, body }) => (
                <li key={title}>
                  <b>{title}.</b> {body}
                </li>
              ))}
            </ol>
            <CopyButton text={details}>Copy details</CopyButton>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <Dismiss onPress={() => setDismissed(true)} />
    </div>
  );
}
