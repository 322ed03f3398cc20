// The methods as the reader chooses and reads them: one name for a method and its variant.

import type { MethodId, PlanRequest, VidCom2Variant } from "../../engine/api.ts";

export interface MethodChoice {
  readonly id: string;
  readonly name: string;
  /** One line for the help under the choice. */
  readonly about: string;
  readonly method: MethodId;
  readonly variant: VidCom2Variant | null;
}

export const METHODS: readonly MethodChoice[] = [
  {
    id: "vidcom2-framewise",
    name: "VidCom² Framewise",
    about: "The paper’s scores as we measured them best: the default.",
    method: "vidcom2",
    variant: "framewise",
  },
  {
    id: "vidcom2-cosine",
    name: "VidCom² cosine",
    about: "The text of the paper.",
    method: "vidcom2",
    variant: "cosine",
  },
  {
    id: "vidcom2-released",
    name: "VidCom² released",
    about: "The authors’ code.",
    method: "vidcom2",
    variant: "released",
  },
  {
    id: "uniform",
    name: "Uniform",
    about: "Every so-many-th token: scores nothing.",
    method: "uniform",
    variant: null,
  },
  {
    id: "random",
    name: "Random",
    about: "By lot: scores nothing.",
    method: "random",
    variant: null,
  },
];

/** The choice that a request was made with. */
export function methodChoice({ method, variant }: Pick<PlanRequest, "method" | "variant">) {
  const wanted = method === "vidcom2" ? (variant ?? "framewise") : null;
  return METHODS.find((one) => one.method === method && one.variant === wanted);
}

/** "VidCom² cosine". */
export const methodName = (request: Pick<PlanRequest, "method" | "variant">): string =>
  methodChoice(request)?.name ?? request.method;
