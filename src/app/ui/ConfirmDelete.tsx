import { Confirm } from "./Confirm.tsx";
import { focusBeside } from "./focus-beside.ts";

interface Props {
  readonly question: string;
  /** What would be deleted, for screen readers. */
  readonly name: string;
  readonly onDelete: () => void;
  readonly onKeep: () => void;
}

/** The question whether an entry of a list is to be deleted. */
export function ConfirmDelete({ question, name, onDelete, onKeep }: Props) {
  return (
    <Confirm
      question={question}
      no={
        <>
          Keep<span className="sr"> {name}</span>
        </>
      }
      onNo={onKeep}
    >
      <button
        type="button"
        className="btn danger"
        onClick={({ currentTarget }) => {
          focusBeside(currentTarget);
          onDelete();
        }}
      >
        Delete<span className="sr"> {name} from this disk</span>
      </button>
    </Confirm>
  );
}
