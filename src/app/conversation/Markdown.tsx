// The text of an answer as markdown. HTML in it is shown as text, and pictures and links as words, because loading or
// following them would send data from a page that sends none.

import ReactMarkdown, { type Components } from "react-markdown";

const COMPONENTS: Components = {
  a: ({ children }) => <span>{children}</span>,
  img: ({ alt }) => <span>{alt}</span>,
  // The question is the heading of a turn, so the model's own headings must rank below it.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h4>{children}</h4>,
};

export function Markdown({ text }: { readonly text: string }) {
  return <ReactMarkdown components={COMPONENTS}>{text}</ReactMarkdown>;
}
