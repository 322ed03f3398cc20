import type { PlainError } from "../../base/errors.ts";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";

interface TurnFailureProps {
  readonly turnId: number;
  readonly error: PlainError;
}

/** The turn of a failed answer says what failed and what to do, and offers to ask the question again. */
export function TurnFailure({ turnId, error }: TurnFailureProps) {
  const { askAgain } = useActions();
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  return (
    <div className="turn-failure" role="alert">
      <p className="kind">
        <Icon name="warning" />
        Not answered
      </p>
      <p>{error.message}</p>
      {error.hint !== "" && <p className="next">{error.hint}</p>}
      <p className="row">
        <button
          type="button"
          className="btn"
          disabled={isBlocked}
          onClick={() => void askAgain(turnId)}
        >
          Ask again
        </button>
        <span className="code">{error.code}</span>
      </p>
    </div>
  );
}
