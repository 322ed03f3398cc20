import type { PlainError } from "../../base/errors.ts";

/** What failed, and what to do: for failures inside another part of the page. */
export function ErrorText({ error }: { readonly error: PlainError }) {
  return (
    <div className="error-text" role="alert">
      <p>{error.message}</p>
      {error.hint !== "" && <p className="label">{error.hint}</p>}
    </div>
  );
}
