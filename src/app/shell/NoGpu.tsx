// The page when the graphics adapter cannot be used: what is wrong with it, what would help, and what to copy into a report.

import { useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { ErrorPage } from "./ErrorPage.tsx";
import { probe, STEPS } from "./webgpu-steps.tsx";

const KINDS: Readonly<Record<string, string>> = {
  "limit-missing": "The graphics adapter is too small",
  "device-refused": "The graphics adapter refused",
};

export function NoGpu() {
  const engine = useSession(({ engine }) => engine);
  if (engine.phase !== "failed") return null;
  const { error } = engine;
  const facts = probe();
  const details = () =>
    [`${error.code}: ${error.message}`, ...facts.map(([name, value]) => `${name}: ${value}`)].join(
      "\n",
    );
  return (
    <main className="whole">
      <ErrorPage
        kind={KINDS[error.code] ?? "The page cannot go on"}
        message={error.message}
        why={`${error.hint} Nothing was sent.`.trim()}
        steps={error.code in KINDS ? STEPS : []}
      >
        <button type="button" className="btn primary" onClick={() => location.reload()}>
          Check again
        </button>
        <CopyButton text={details}>Copy details</CopyButton>
      </ErrorPage>
      <dl className="probe">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
