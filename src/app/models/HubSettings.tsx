// Where models are fetched from, with which token, and how long one stays on the GPU unused.

import { useState } from "react";
import { toPlainError, type PlainError } from "../../base/errors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";

const MINUTES = [0, 5, 15, 30, 60] as const;

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return "that host";
  }
}

function HubForm() {
  const hub = useSession(({ models }) => models.hub);
  const { setHub } = useActions();
  const [address, setAddress] = useState(hub.baseUrl);
  const [token, setToken] = useState(hub.token ?? "");
  const [result, setResult] = useState<PlainError | "saved" | null>(null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        try {
          setHub({ baseUrl: address, token: token.trim() });
          setResult("saved");
        } catch (thrown) {
          setResult(toPlainError(thrown));
        }
      }}
      onChange={() => setResult(null)}
    >
      <label className="field">
        <span className="label">Address of the hub</span>
        <input
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
      </label>
      <label className="field">
        <span className="label">Access token, only for models behind a licence gate</span>
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby="token-words"
          value={token}
          onChange={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>
      <p className="label" id="token-words">
        The token is kept in memory only, until this page is closed or reloaded, and sent to{" "}
        {hostOf(address)} and to nobody else.
      </p>
      {result !== null && result !== "saved" && <ErrorText error={result} />}
      <div className="row">
        <button type="submit" className="btn">
          Save
        </button>
        <span className="label" role="status">
          {result === "saved" &&
            "Saved. The address is remembered on this computer, the token is not."}
        </span>
      </div>
    </form>
  );
}

function IdleChoice() {
  const idleMinutes = useSession(({ models }) => models.idleMinutes);
  const { setIdleMinutes } = useActions();
  const options = MINUTES.some((one) => one === idleMinutes) ? MINUTES : [...MINUTES, idleMinutes];
  return (
    <div className="idle-choice">
      <label>
        <span className="label">Free the GPU of a downloaded model</span>
        <span className="select">
          <select
            value={idleMinutes}
            onChange={({ currentTarget }) => setIdleMinutes(Number(currentTarget.value))}
          >
            {options.map((minutes) => (
              <option key={minutes} value={minutes}>
                {minutes === 0 ? "never" : `after ${minutes} minutes without use`}
              </option>
            ))}
          </select>
        </span>
      </label>
      <p className="label">The next question loads it again from this disk.</p>
    </div>
  );
}

export function HubSettings() {
  return (
    <div className="hub-settings">
      <HubForm />
      <IdleChoice />
    </div>
  );
}
