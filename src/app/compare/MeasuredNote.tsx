import { RESULTS_URL } from "../values/measured-results.ts";

/** One clip proves little, so a sentence tells what the methods keep and lose over many. */
export function MeasuredNote() {
  return (
    <p className="measured">
      Over many clips, VidCom² at a small budget keeps brief events, and answers first become worse
      about scenes and backgrounds: over all questions, random tokens do better on the embedded
      model.{" "}
      <a className="link" href={RESULTS_URL} target="_blank" rel="noreferrer">
        The table by question
      </a>
    </p>
  );
}
