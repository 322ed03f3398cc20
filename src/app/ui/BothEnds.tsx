import { Check } from "./Check.tsx";

interface Props {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the first and the last frame weigh more. */
export function BothEnds({ isOn, onChange }: Props) {
  return (
    <Check
      label="Both ends"
      isOn={isOn}
      onChange={onChange}
      about="Keeps more of the first and the last frame, for questions about how it begins and ends."
    />
  );
}
