import { BUDGETS, FRAME_BUDGETS, type FrameBudgetId } from "../../engine/catalogue.ts";
import { Select } from "./Select.tsx";

const OWN = "own";
const ABOUT_OWN = "Each frame keeps as many tokens as the method gives it.";

interface Props {
  /** null for the method's own. */
  readonly value: FrameBudgetId | null;
  readonly isDisabled?: boolean;
  /** Replaces the sentence on what is chosen. */
  readonly about?: string | undefined;
  readonly onChoose: (budget: FrameBudgetId | null) => void;
}

/** Whose frame budget says how many tokens each frame keeps; for methods that `takesBudget`. */
export function BudgetSelect({ value, isDisabled = false, about, onChoose }: Props) {
  return (
    <Select
      label="Frame budget"
      isBare
      isDisabled={isDisabled}
      value={value ?? OWN}
      choices={[
        { value: OWN, name: "own budget" },
        ...BUDGETS.map((one) => ({ value: one, name: FRAME_BUDGETS[one].name })),
      ]}
      about={about ?? (value === null ? ABOUT_OWN : FRAME_BUDGETS[value].about)}
      onChoose={(chosen) => onChoose(BUDGETS.find((one) => one === chosen) ?? null)}
    />
  );
}
