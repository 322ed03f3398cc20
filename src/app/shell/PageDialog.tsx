import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";

interface Props {
  /** The dialog's name in the state, which opens it. */
  readonly name: State["dialog"];
  readonly title: string;
  readonly isSmall?: boolean;
  readonly className?: string;
  /** What closing it does; by default nothing more. */
  readonly onClose?: () => void;
  /** Whether only its buttons close it, because something would be lost. Default false. */
  readonly isHeld?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the page, which is open while the state names it. */
export function PageDialog(props: Props) {
  const { name, title, isSmall = false, className = "", isHeld = false, onClose, children } = props;
  const isOpen = useSession(({ dialog }) => dialog === name);
  const { showDialog } = useActions();
  const change = (open: boolean): void => {
    showDialog(open ? name : "none");
    if (!open) onClose?.();
  };
  const holdIt = (event: Event) => {
    if (isHeld) event.preventDefault();
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className={`dialog ${isSmall ? "small" : className}`.trim()}
          aria-describedby={undefined}
          onEscapeKeyDown={holdIt}
          onPointerDownOutside={holdIt}
        >
          <Dialog.Title>{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
