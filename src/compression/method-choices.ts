// The catalogue as a reader chooses from it: one choice for each method, or for each variant of a method that has some.

import { METHODS, type MethodEntry, type MethodId, type MethodOption } from "./catalogue.ts";
import type { PlanRequest, VidCom2Variant } from "./request.ts";

export interface MethodChoice {
  /** As it is typed in the lab: "vidcom2:cosine", "uniform". */
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly method: MethodId;
  /** Null for a method without variants. */
  readonly variant: VidCom2Variant | null;
}

type Chosen = Pick<PlanRequest, "method" | "variant">;

const entryOf = (method: MethodId): MethodEntry => METHODS[method];

/** The ids of all methods, in the catalogue's order. */
export const METHOD_IDS = Object.keys(METHODS) as MethodId[];

/** The variants of a method, the default first; none for a method that has none. */
export const variantsOf = (method: MethodId): VidCom2Variant[] =>
  Object.keys(entryOf(method).variants ?? {}) as VidCom2Variant[];

/** The variant that a request means; null for a method without variants. */
export const variantOf = ({ method, variant }: Chosen): VidCom2Variant | null => {
  const [first = null, ...others] = variantsOf(method);
  return others.find((one) => one === variant) ?? first;
};

/** Whether a method reads this part of a request. */
export const takes = (method: MethodId, option: MethodOption): boolean =>
  entryOf(method).options.includes(option);

export const METHOD_CHOICES: readonly MethodChoice[] = METHOD_IDS.flatMap(
  (method): MethodChoice[] => {
    const { name, about, variants } = entryOf(method);
    if (variants === undefined) return [{ id: method, name, about, method, variant: null }];
    return variantsOf(method).map((variant) => ({
      id: `${method}:${variant}`,
      name: variants[variant]?.name ?? name,
      about: variants[variant]?.about ?? about,
      method,
      variant,
    }));
  },
);

/** The choice that a request was made with; undefined when the catalogue does not hold it. */
export function methodChoice(request: Chosen): MethodChoice | undefined {
  const variant = variantOf(request);
  return METHOD_CHOICES.find((one) => one.method === request.method && one.variant === variant);
}

/** "VidCom² cosine"; the id of a method that the catalogue does not hold. */
export const methodName = (request: Chosen): string =>
  methodChoice(request)?.name ?? request.method;
