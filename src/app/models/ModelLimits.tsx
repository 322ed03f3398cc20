// Says plainly what the model can talk about and what it cannot, and what a smaller budget costs it.

import type { ModelInfo } from "../../engine/api.ts";
import { RESULTS_URL } from "../values/measured-results.ts";

function Measured() {
  return (
    <p className="label">
      A small VidCom² budget keeps what appears briefly, and answers first become worse about
      scenes, background, place and motion.{" "}
      <a className="link" href={RESULTS_URL} target="_blank" rel="noreferrer">
        Measured, by question
      </a>
    </p>
  );
}

export function ModelLimits({ info }: { readonly info: ModelInfo }) {
  if (info.topics.length === 0) {
    return <p>A general model: it can be asked about anything it sees. It may be wrong.</p>;
  }
  return (
    <>
      <h2>It can talk about</h2>
      <ul className="topics">
        {info.topics.map(({ label, example }) => (
          <li key={label}>
            <b>{label}</b> <span>{example}</span>
          </li>
        ))}
      </ul>
      <h2>It cannot</h2>
      <p>
        It learned from drawn clips like the samples and knows only their world: no people, no
        places, no text, no sound. On other videos the frames, the budget and the costs are real,
        but its answers are not.
      </p>
      <Measured />
    </>
  );
}
