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
}

/** A labelled choice of a few values. */
export function Select<T extends string | number>(props: SelectProps<T>) {
  const { label, value, choices, onChoose, isBare } = props;
  return (
    <label>
      <span className={isBare === true ? "sr" : "label"}>{label}</span>
      <span className="select">
        <select
          value={value}
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
  );
}
