import { RESULTS_URL } from "../values/measured-results.ts";

/** One clip proves little, so a sentence tells what the methods keep and lose over many. */
export function MeasuredNote() {
  return (
    <p className="measured">
      Over many drawn clips, Cover answers nearly as with all tokens down to a tenth of them.
      VidCom² keeps brief events, and answers first become worse about scenes and backgrounds.
      Measured on the embedded model; with one that was trained on harder clips, Cover at 5 %
      answered less than DivPrune.{" "}
      <a className="link" href={RESULTS_URL} target="_blank" rel="noreferrer">
        The table by question
      </a>
    </p>
  );
}
