// A button whose menu arrives behind the first paint.

import type { ReactNode } from "react";
import { Part } from "./Part.tsx";

interface Props {
  readonly className: string;
  /** The button's name, where its face has no words. */
  readonly label?: string;
  readonly face: ReactNode;
  /** Hears a press before the menu is there, which opens then. */
  readonly onPress: () => void;
  /** The button with its menu, in the place of this one. */
  readonly children: ReactNode;
}

export function MenuPart({ className, label, face, onPress, children }: Props) {
  const button = (
    <button type="button" className={className} aria-label={label} onClick={onPress}>
      {face}
    </button>
  );
  return <Part waiting={button}>{children}</Part>;
}
