import { ToggleGroup } from "radix-ui";

interface Segment<T extends string | number> {
  readonly value: T;
  readonly name: string;
  /** Its name for screen readers, where that says more. */
  readonly spoken?: string | undefined;
  /** A sentence under the pointer. */
  readonly about?: string | undefined;
  readonly isDisabled?: boolean;
}

interface SegmentedProps<T extends string | number> {
  /** What is chosen. */
  readonly label: string | { readonly id: string };
  readonly value: T;
  readonly segments: readonly Segment<T>[];
  readonly onChoose: (value: T) => void;
}

/** A choice of a few values, side by side; one of them is always chosen. */
export function Segmented<T extends string | number>(props: SegmentedProps<T>) {
  const { label, value, segments, onChoose } = props;
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      {...(typeof label === "string" ? { "aria-label": label } : { "aria-labelledby": label.id })}
      value={`${value}`}
      onValueChange={(pressed) => {
        // Pressing the one in use gives an empty value: it stays.
        const segment = segments.find((one) => `${one.value}` === pressed);
        if (segment !== undefined) onChoose(segment.value);
      }}
    >
      {segments.map(({ value: one, name, spoken, about, isDisabled }) => (
        <ToggleGroup.Item
          key={one}
          value={`${one}`}
          aria-label={spoken}
          title={about}
          disabled={isDisabled}
        >
          {name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
