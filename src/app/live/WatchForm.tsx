// Asks what is to be watched for, and which answers count.

import { useEffect, useRef, useState } from "react";
import {
  DEFAULT_COOLDOWN_SEC,
  DEFAULT_THRESHOLD,
  type Standing,
} from "../../evaluation/standing.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Check } from "../ui/Check.tsx";
import { Select } from "../ui/Select.tsx";
import { formatPercent } from "../values/format.ts";

const THRESHOLDS = [0.3, 0.5, 0.7, 0.9, 0.97] as const;
const COOLDOWNS = [0, 10, 30, 60, 300] as const;

const listOf = (text: string): string[] =>
  text
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** What stands in the fields at first: a model of one world answers in its words, others with yes or no. */
const FIRST = {
  general: { question: "Is there a person in the picture?", fires: "Yes", others: "No" },
  world: { question: "What appears briefly?", fires: "", others: "Nothing." },
} as const;

export function WatchForm({ onLeave }: { readonly onLeave: () => void }) {
  const isOfWorld = useSession((state) => (selectModelInfo(state)?.topics.length ?? 0) > 0);
  const first = isOfWorld ? FIRST.world : FIRST.general;
  const [question, setQuestion] = useState<string>(first.question);
  const [fires, setFires] = useState<string>(first.fires);
  const [others, setOthers] = useState<string>(first.others);
  const [threshold, setThreshold] = useState(DEFAULT_THRESHOLD);
  const [cooldownSec, setCooldown] = useState(DEFAULT_COOLDOWN_SEC);
  const [notifies, setNotifies] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const { watchFor, allowNotifications } = useActions();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);

  const asked: Standing = {
    question: question.trim(),
    fires: listOf(fires),
    others: listOf(others),
    threshold,
    cooldownSec,
  };
  const isReady = asked.question !== "" && asked.fires.length + asked.others.length > 0;
  const chooseNotifies = async (wants: boolean) => {
    const isAllowed = wants && (await allowNotifications());
    setNotifies(isAllowed);
    setRefused(wants && !isAllowed);
  };
  return (
    <form
      className="watch-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        void watchFor(asked, notifies);
        onLeave();
      }}
    >
      <label className="field wide-field">
        <span className="label">Question about each chunk</span>
        <input
          ref={field}
          value={question}
          onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
        />
      </label>
      <label className="field">
        <span className="label">Fires at the answer</span>
        <input
          value={fires}
          placeholder="any other"
          onChange={({ currentTarget }) => setFires(currentTarget.value)}
        />
      </label>
      <label className="field">
        <span className="label">Not at</span>
        <input
          value={others}
          placeholder="any other"
          onChange={({ currentTarget }) => setOthers(currentTarget.value)}
        />
      </label>
      <div className="row">
        <Select
          label="From"
          value={threshold}
          choices={THRESHOLDS.map((value) => ({ value, name: formatPercent(value) }))}
          onChoose={setThreshold}
          about="How likely the answer must be."
        />
        <Select
          label="Then rests"
          value={cooldownSec}
          choices={COOLDOWNS.map((value) => ({ value, name: `${value} s` }))}
          onChoose={setCooldown}
          about="For how long it does not fire again."
        />
        <Check
          label="Notify me"
          isOn={notifies}
          onChange={(wants) => void chooseNotifies(wants)}
          about="The browser shows a notification beside the page."
        />
      </div>
      {isRefused && (
        <p className="label" role="status">
          The browser shows no notifications of this page. Allow them in the address bar.
        </p>
      )}
      <p className="label">
        Several answers are separated by semicolons. A model answers in its own words: ask it once
        to see them.
      </p>
      <div className="row">
        <button type="submit" className="btn primary" disabled={!isReady}>
          Watch
        </button>
        <button type="button" className="btn plain" onClick={onLeave}>
          Cancel
        </button>
      </div>
    </form>
  );
}
