import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  readonly question: string;
  /** The button that does what is asked about. */
  readonly children: ReactNode;
  /** The words of the button that does nothing. */
  readonly no: ReactNode;
  readonly onNo: () => void;
}

/**
 * A question in the place of the button that raised it. It takes the focus to the button that does nothing, which Escape
 * presses too; `useFocusBack` gives the focus back to the button that comes again.
 */
export function Confirm({ question, children, no, onNo }: Props) {
  const group = useRef<HTMLFieldSetElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), []);
  useEffect(() => {
    // A dialog around it listens at the document, and would close.
    const onKey = (event: KeyboardEvent) => {
      const isHere = event.target instanceof Node && group.current?.contains(event.target) === true;
      if (event.key !== "Escape" || !isHere) return;
      event.stopPropagation();
      onNo();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [onNo]);
  return (
    <fieldset className="confirm" ref={group}>
      <legend>{question}</legend>
      {children}
      <button type="button" className="btn plain" ref={safe} onClick={onNo}>
        {no}
      </button>
    </fieldset>
  );
}
