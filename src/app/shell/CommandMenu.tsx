// The command menu: a field and a list, of which the arrows move the chosen entry while the focus stays in the field.

import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useActions, useSessionStore } from "../hooks/session.tsx";
import { commandsOf, findCommands, type Command } from "./commands.ts";
import "./commands.css";

const moved = (at: number, key: string, count: number): number => {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  return key === "Home" ? 0 : count - 1;
};

const showIt = (entry: HTMLElement | null): void => entry?.scrollIntoView({ block: "nearest" });

const MOVES: ReadonlySet<string> = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

export function CommandMenu() {
  const store = useSessionStore();
  const { showDialog } = useActions();
  // As they were when the menu was opened; it closes with the first that is run.
  const [commands] = useState(() => commandsOf(store.getState()));
  const [wanted, setWanted] = useState("");
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // The dialog has taken the focus before this part of the page arrived.
  useEffect(() => field.current?.focus(), []);
  const found = findCommands(commands, wanted);
  const at = Math.min(chosen, found.length - 1);

  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    showDialog("none");
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      run(found[at]);
    } else if (MOVES.has(event.key) && found.length > 0) {
      event.preventDefault();
      setChosen(moved(at, event.key, found.length));
    }
  };

  return (
    <div className="commands">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        value={wanted}
        onKeyDown={onKey}
        onChange={({ currentTarget }) => {
          setWanted(currentTarget.value);
          setChosen(0);
        }}
      />
      <div role="listbox" aria-label="Commands" id={id}>
        {found.map((command, index) => (
          // The field has the focus and takes the keys.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={command.name}
            role="option"
            id={`${id}-${index}`}
            tabIndex={-1}
            aria-selected={index === at}
            ref={index === at ? showIt : undefined}
            onClick={() => run(command)}
          >
            <span>{command.name}</span> <small>{command.about}</small>
          </div>
        ))}
      </div>
      <p role="status">{found.length === 0 && "Nothing is called that."}</p>
    </div>
  );
}
