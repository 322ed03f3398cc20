import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";

interface Props {
  /** The dialog's name in the state, which opens it. */
  readonly name: State["dialog"];
  readonly title: string;
  readonly isSmall?: boolean;
  /** What closing it does; by default nothing more. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page, which is open while the state names it. */
export function PageDialog({ name, title, isSmall = false, onClose, children }: Props) {
  const isOpen = useSession(({ dialog }) => dialog === name);
  const { showDialog } = useActions();
  const change = (open: boolean): void => {
    showDialog(open ? name : "none");
    if (!open) onClose?.();
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className={isSmall ? "dialog small" : "dialog"}
          aria-describedby={undefined}
        >
          <Dialog.Title>{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
