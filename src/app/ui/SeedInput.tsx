interface Props {
  readonly value: number;
  readonly onChange: (seed: number) => void;
}

/** The whole number from which is drawn what is random. */
export function SeedInput({ value, onChange }: Props) {
  return (
    <label title="Another seed draws other tokens, or gives the shares to other frames.">
      <span className="label">Seed</span>
      <input
        className="seed"
        type="number"
        min={0}
        step={1}
        value={value}
        onChange={({ currentTarget: { valueAsNumber: seed } }) => {
          if (Number.isSafeInteger(seed) && seed >= 0) onChange(seed);
        }}
      />
    </label>
  );
}
