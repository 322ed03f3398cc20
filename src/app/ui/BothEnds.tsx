interface Props {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the first and the last frame weigh more. */
export function BothEnds({ isOn, onChange }: Props) {
  return (
    <label title="Keeps more of the first and the last frame, for questions about how it begins and ends.">
      <input
        className="check"
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>Both ends</span>
    </label>
  );
}
