// A part of the page that arrives behind the first paint.

import { Component, Suspense, type ReactNode } from "react";
import { toPlainError, type PlainError } from "../../base/errors.ts";
import { ErrorText } from "./ErrorText.tsx";

interface Props {
  /** What stands there until the part has arrived; by default nothing. */
  readonly waiting?: ReactNode;
  /** What stands there when it cannot be had; by default the reason, and a button that loads the page anew. */
  readonly failed?: ReactNode;
  readonly children: ReactNode;
}

function Reason({ error }: { readonly error: PlainError }) {
  return (
    <div className="part-failed">
      <ErrorText error={error} />
      <button type="button" className="btn" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  );
}

/** The rest of the page goes on when the part inside fails. React tells failures to classes only. */
class Boundary extends Component<Pick<Props, "failed" | "children">, { error: PlainError | null }> {
  override state = { error: null };

  static getDerivedStateFromError(thrown: unknown) {
    return { error: toPlainError(thrown) };
  }

  override render(): ReactNode {
    const { failed, children } = this.props;
    const { error } = this.state;
    if (error === null) return children;
    return failed === undefined ? <Reason error={error} /> : failed;
  }
}

export function Part({ waiting = null, failed, children }: Props) {
  return (
    <Boundary failed={failed}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </Boundary>
  );
}
