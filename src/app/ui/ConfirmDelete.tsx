interface Props {
  readonly question: string;
  /** What would be deleted, for screen readers. */
  readonly name: string;
  readonly onDelete: () => void;
  readonly onKeep: () => void;
}

/** The question whether something is to be deleted, in the place of the button that was pressed. */
export function ConfirmDelete({ question, name, onDelete, onKeep }: Props) {
  return (
    <fieldset className="confirm">
      <legend>{question}</legend>
      <button type="button" className="btn danger" onClick={onDelete}>
        Delete<span className="sr"> {name} for good</span>
      </button>
      {/* The question came by a press, so its answer gets the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <button type="button" className="btn plain" autoFocus onClick={onKeep}>
        Keep<span className="sr"> {name}</span>
      </button>
    </fieldset>
  );
}
