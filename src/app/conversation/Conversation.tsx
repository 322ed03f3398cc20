import { Fragment } from "react";
import { selectIsAnswering, selectLastTurn } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { Announcer } from "./Announcer.tsx";
import { Idle } from "./Idle.tsx";
import { MoreQuestions } from "./MoreQuestions.tsx";
import { TurnView } from "./TurnView.tsx";
import { useFollowEnd } from "./use-follow-end.ts";

/** The conversation shows the turns so far. The prompt below it is a component of its own. */
export function Conversation() {
  const turns = useSession(({ turns }) => turns);
  const last = useSession(selectLastTurn);
  const isAsked = useSession(selectIsAnswering);
  const box = useFollowEnd<HTMLDivElement>(last?.id, isAsked);
  return (
    <div className="scroll" ref={box}>
      <div className="turns">
        {turns.length === 0 ? (
          <Idle />
        ) : (
          turns.map((turn, index) => (
            <Fragment key={turn.id}>
              {turns[index - 1] !== undefined && turns[index - 1]?.fileKey !== turn.fileKey && (
                <p className="other-video">Now about {turn.videoName}</p>
              )}
              <TurnView turn={turn} />
            </Fragment>
          ))
        )}
        {turns.length > 0 && <MoreQuestions />}
        <Announcer />
      </div>
    </div>
  );
}
