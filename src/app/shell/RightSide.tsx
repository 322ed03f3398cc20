// Answers, comparison and, on a phone, timings, as tabs over one prompt.

import { Tabs } from "radix-ui";
import { Conversation } from "../conversation/Conversation.tsx";
import { Prompt } from "../conversation/Prompt.tsx";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { useIsPhone } from "../hooks/use-media.ts";
import { AnswerLength } from "../ui/AnswerLength.tsx";
import { Part } from "../ui/Part.tsx";
import { Compare, SaveConversation, Timings } from "./parts.ts";

/** Clears the answers; comparisons are removed one by one. */
export function ClearButton({ className = "btn plain wide" }: { readonly className?: string }) {
  const hasTurns = useSession(({ turns }) => turns.length > 0);
  const { clearTurns } = useActions();
  if (!hasTurns) return null;
  return (
    <button type="button" className={className} onClick={clearTurns}>
      Clear
    </button>
  );
}

export function RightSide() {
  const isPhone = useIsPhone();
  const hasTimings = useInspecting() && isPhone;
  const chosen = useSession(({ tab }) => tab);
  const { setTab } = useActions();
  const tab = chosen === "timings" && !hasTimings ? "ask" : chosen;
  return (
    <Tabs.Root
      asChild
      value={tab}
      onValueChange={(value) => setTab(value === "compare" || value === "timings" ? value : "ask")}
    >
      <section className="right" aria-label="Answers">
        <h2 className="sr">Answers</h2>
        <div className="tabs">
          <Tabs.List aria-label="Answers">
            <Tabs.Trigger value="ask">Ask</Tabs.Trigger>
            <Tabs.Trigger value="compare">Compare</Tabs.Trigger>
            {hasTimings && <Tabs.Trigger value="timings">Timings</Tabs.Trigger>}
          </Tabs.List>
          <span className="grow" />
          {tab !== "timings" && (
            <span className="answer-length wide">
              <AnswerLength />
            </span>
          )}
          {tab !== "compare" && (
            <>
              <Part>
                <SaveConversation />
              </Part>
              <ClearButton />
            </>
          )}
        </div>
        <Tabs.Content value="ask" className="panel">
          <Conversation />
        </Tabs.Content>
        <Tabs.Content value="compare" className="panel">
          <Part>
            <Compare />
          </Part>
        </Tabs.Content>
        {hasTimings && (
          <Tabs.Content value="timings" className="panel">
            <Part>
              <Timings />
            </Part>
          </Tabs.Content>
        )}
        <Prompt />
      </section>
    </Tabs.Root>
  );
}
