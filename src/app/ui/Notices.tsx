// Lines under the bar: the GPU was lost and is coming back, and failures that have no place of their own.

import { useActions, useSession } from "../hooks/session.tsx";
import { OUTDATED } from "../../store/session/outdated-page.ts";
import { Dismiss } from "./Dismiss.tsx";
import { Icon } from "./Icon.tsx";

function RecoveryLine() {
  const engine = useSession(({ engine }) => engine);
  if (engine.phase !== "lost" && engine.phase !== "recovering") return null;
  return (
    <div className="notice-line" role="status">
      <i className="dot busy" style={{ "--share": 0.35 }} />
      <p>
        <b>The graphics card was reset.</b>{" "}
        {engine.phase === "lost"
          ? "Everything is set up again; the conversation stays."
          : `Now ${engine.step}; the conversation stays.`}
      </p>
    </div>
  );
}

export function Notices() {
  const notices = useSession(({ notices }) => notices);
  const { dismissNotice, undo: bringBack } = useActions();
  return (
    <div className="notices">
      <RecoveryLine />
      {notices.map(({ id, kind, error, undo }) => (
        <div key={id} className="notice-line" data-kind={kind} role="alert">
          {kind === "error" && <Icon name="warning" />}
          <p>
            <b>{error.message}</b> {error.hint}
          </p>
          {undo !== null && (
            <button type="button" className="btn" onClick={() => bringBack(id)}>
              Undo
            </button>
          )}
          {error.code === OUTDATED && (
            <button type="button" className="btn" onClick={() => location.reload()}>
              Reload
            </button>
          )}
          <Dismiss onPress={() => dismissNotice(id)} />
        </div>
      ))}
    </div>
  );
}
