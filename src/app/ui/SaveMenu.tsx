// A button that asks in which form something is saved.

import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

interface MenuProps {
  /** What is saved, as "Save the chart". */
  readonly name: string;
  /** The words on the button; without them it has a picture. */
  readonly words: string | undefined;
  /** More of the button's classes. */
  readonly className?: string;
  /** `SaveItem`s. */
  readonly children: ReactNode;
}

export function SaveMenu({ name, words, className = "", children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={words === undefined ? `btn plain square ${className}` : "btn plain"}
        aria-label={name}
      >
        {words ?? <Icon name="download" />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="popover menu" align="end" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">{name}</DropdownMenu.Label>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly onSave: () => void;
  readonly children: string;
}

export const SaveItem = ({ onSave, children }: ItemProps) => (
  <DropdownMenu.Item className="menu-item" onSelect={onSave}>
    {children}
  </DropdownMenu.Item>
);
