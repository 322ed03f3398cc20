import { lazy } from "react";
import { selectIsAnswering, selectLastTurn } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { Part } from "../ui/Part.tsx";
import { Announcer } from "./Announcer.tsx";
import { Idle } from "./Idle.tsx";
import { loadTurns } from "./load-turns.ts";
import { useFollowEnd } from "./use-follow-end.ts";

const Turns = lazy(async () => ({ default: (await loadTurns()).Turns }));

/** The conversation shows the turns so far. The prompt below it is a component of its own. */
export function Conversation() {
  const isBegun = useSession(({ turns }) => turns.length > 0);
  const last = useSession(selectLastTurn);
  const isAsked = useSession(selectIsAnswering);
  const box = useFollowEnd<HTMLDivElement>(last?.id, isAsked);
  return (
    <div className="scroll" ref={box}>
      <div className="turns">
        {isBegun ? (
          <Part>
            <Turns />
          </Part>
        ) : (
          <Idle />
        )}
        <Announcer />
      </div>
    </div>
  );
}
