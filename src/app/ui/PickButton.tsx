// A button that asks for files on the disk. The input itself is never seen.

import { useRef, type ComponentProps, type ReactNode } from "react";

interface Props extends Pick<ComponentProps<"input">, "accept" | "multiple" | "webkitdirectory"> {
  readonly className: string;
  /** What is asked for, as a screen reader says it. */
  readonly label: string;
  readonly onPick: (files: FileList) => void;
  /** What asks in the input's place, where it can; by default nothing. */
  readonly ask?: (orElse: () => void) => void;
  readonly children: ReactNode;
}

export function PickButton({ className, label, onPick, ask, children, ...what }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const askInput = () => input.current?.click();
  return (
    <>
      <button
        type="button"
        className={className}
        onClick={() => (ask === undefined ? askInput() : ask(askInput))}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const { files } = currentTarget;
          if (files !== null && files.length > 0) onPick(files);
          // Emptied, so that choosing the same file again counts as a change.
          currentTarget.value = "";
        }}
        {...what}
      />
    </>
  );
}
