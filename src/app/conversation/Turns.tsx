import { Fragment } from "react";
import { useSession } from "../hooks/session.tsx";
import { MoreQuestions } from "./MoreQuestions.tsx";
import { TurnView } from "./TurnView.tsx";

/** The questions that were asked, with their answers, and what else suits the video. */
export function Turns() {
  const turns = useSession(({ turns }) => turns);
  return (
    <>
      {turns.map((turn, index) => (
        <Fragment key={turn.id}>
          {turns[index - 1] !== undefined && turns[index - 1]?.fileKey !== turn.fileKey && (
            <p className="other-video">Now about {turn.videoName}</p>
          )}
          <TurnView turn={turn} />
        </Fragment>
      ))}
      <MoreQuestions />
    </>
  );
}
