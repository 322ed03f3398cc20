interface Props<T extends string | number> {
  readonly label: string;
  /** The words for what the model does by default; null before a model is there. */
  readonly own: string | null;
  readonly values: readonly T[];
  /** The reader's choice; null for the model's own. */
  readonly chosen: T | null;
  readonly name: (value: T) => string;
  readonly onChoose: (value: T | null) => void;
  /** Its options say what it is, where there is no room for the label. */
  readonly isBare?: boolean;
}

const OWN = "own";

/** A choice whose first entry leaves it to the model. */
export function OwnOr<T extends string | number>(props: Props<T>) {
  const { label, own, values, chosen, name, onChoose, isBare = false } = props;
  const all = chosen === null || values.includes(chosen) ? values : [chosen, ...values];
  return (
    <label className={isBare ? "own-or bare" : "own-or"}>
      <span className="label">{label}</span>
      <span className="select">
        <select
          title={
            chosen === null
              ? `${own === null ? "As" : `${own}, as`} the model\u2019s own code has it`
              : name(chosen)
          }
          value={chosen ?? OWN}
          onChange={({ currentTarget }) =>
            onChoose(all.find((value) => String(value) === currentTarget.value) ?? null)
          }
        >
          <option value={OWN}>{own === null ? "own" : `${own}, own`}</option>
          {all.map((value) => (
            <option key={value} value={value}>
              {name(value)}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
}
