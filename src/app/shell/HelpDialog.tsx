// What the page does, its words and its keys.

import { CloseDialog } from "../ui/CloseDialog.tsx";
import { Licences } from "./Licences.tsx";
import { PageDialog } from "./PageDialog.tsx";

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["/"], "go to the question"],
  [["Enter"], "ask; Shift and Enter break the line"],
  [["↑"], "in an empty question: the last one again"],
  [["Esc"], "stop the answer, the comparison or the opening; leave a part"],
  [["Space", "k"], "play or pause"],
  [["←", "→"], "5 seconds back, 5 seconds on"],
  [["j", "l"], "10 seconds back, 10 seconds on"],
  [["0–9"], "to that tenth of the video"],
  [[",", "."], "one picture back, one picture on"],
  [["[", "]"], "to the last, the next frame that was looked at"],
  [["<", ">"], "slower, faster"],
  [["i", "o"], "begin, end a part to ask about; Enter looks at it"],
  [["w", "s"], "a long video’s timeline: zoom in, zoom out"],
  [["a", "d"], "a long video’s timeline: left, right"],
  [["m"], "sound off or on"],
  [["f"], "full screen"],
  [["Home", "End"], "on bars and sliders, as the arrows: along them"],
  [["c"], "answers or comparison"],
  [["t"], "in Inspect: open or close the timings, where they are more than a line"],
  [["Ctrl K"], "everything by its name; ⌘ K on a Mac"],
  [["?"], "this help"],
];

function Words() {
  return (
    <dl className="words">
      <dt>Token</dt>
      <dd>What the model reads of a picture: one cell of the grid over a frame.</dd>
      <dt>Retention</dt>
      <dd>The share of all tokens that is kept. The rest is dropped before the language model.</dd>
      <dt>Uniqueness</dt>
      <dd>
        How far a frame is from the whole video. 0 would be the same as the rest of it; ordinary
        frames lie above that.
      </dd>
      <dt>Novelty</dt>
      <dd>How far a frame’s tokens are from the nearest that Cover had kept before them.</dd>
      <dt>Share of budget</dt>
      <dd>What a frame gets of the kept tokens. Unusual frames get more.</dd>
      <dt>KV</dt>
      <dd>Memory that the kept tokens take while the model answers. 1 MB is 2²⁰ bytes.</dd>
      <dt>Chunk</dt>
      <dd>
        Eight frames of a video that is read whole. All chunks are kept in compact form; those that
        a question needs are brought back in detail.
      </dd>
      <dt>Relevance</dt>
      <dd>
        How relevant a chunk’s best frame is to the question, in standard deviations from the mean.
      </dd>
      <dt>Inspect</dt>
      <dd>Shows everything: timings, memory, and every setting of how tokens are chosen.</dd>
      <dt>Heat</dt>
      <dd>The rank of each token in its frame: yellow is kept first, violet is dropped first.</dd>
    </dl>
  );
}

export const HelpDialog = () => (
  <PageDialog name="help" title="Help and keys">
    {/* First, so that the dialog opens at its top: focus goes to what can be pressed first. */}
    <CloseDialog />
    <p>
      Framewise answers questions about a video with a model that runs in this page, on your own
      GPU. It shows which frames and tokens an answer used, and lets you lower that budget.
    </p>
    <div className="columns">
      <Words />
      <dl className="keys">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </div>
    <Licences />
  </PageDialog>
);
