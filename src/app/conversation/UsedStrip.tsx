import type { ReactNode } from "react";

interface UsedStripProps {
  /** The words for screen readers, which begin with those that are shown: "Used" and the figure. */
  readonly label: string;
  readonly figure: string;
  /** What a press does, as a sentence under the pointer. */
  readonly about: string;
  /** Whether what the answer used is on show now. */
  readonly isPressed: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** What an answer used, as a button that shows it again. */
export function UsedStrip({ label, figure, about, isPressed, onPress, children }: UsedStripProps) {
  return (
    <button
      type="button"
      className="paid"
      aria-pressed={isPressed}
      aria-label={label}
      title={about}
      onClick={onPress}
    >
      <span>Used</span> {children}
      <span className="num">{figure}</span>
    </button>
  );
}
