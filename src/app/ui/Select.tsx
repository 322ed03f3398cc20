import { useId } from "react";

export interface Choice<T extends string | number> {
  readonly value: T;
  readonly name: string;
}

interface SelectProps<T extends string | number> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChoose: (value: T) => void;
  /** Its options say what it is. */
  readonly isBare?: boolean;
  readonly isDisabled?: boolean;
  /** A sentence on what is chosen, under the pointer and for screen readers. */
  readonly about?: string;
}

/** A labelled choice of a few values. */
export function Select<T extends string | number>(props: SelectProps<T>) {
  const { label, value, choices, onChoose, isBare = false, isDisabled = false, about } = props;
  const id = useId();
  return (
    <>
      <label title={about}>
        <span className={isBare ? "sr" : "label"}>{label}</span>
        <span className="select">
          <select
            value={value}
            disabled={isDisabled}
            aria-describedby={about === undefined ? undefined : id}
            onChange={({ currentTarget }) => {
              const choice = choices.find((one) => `${one.value}` === currentTarget.value);
              if (choice !== undefined) onChoose(choice.value);
            }}
          >
            {choices.map((one) => (
              <option key={one.value} value={one.value}>
                {one.name}
              </option>
            ))}
          </select>
        </span>
      </label>
      {about !== undefined && (
        <span className="sr about" id={id}>
          {about}
        </span>
      )}
    </>
  );
}
