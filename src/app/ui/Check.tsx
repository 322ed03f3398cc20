interface Props {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  /** A sentence under the pointer. */
  readonly about?: string;
}

/** A labelled checkbox. */
export function Check({ label, isOn, isDisabled = false, onChange, about }: Props) {
  return (
    <label title={about}>
      <input
        className="check"
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
