// The text of an answer as markdown. HTML in it stays text; pictures and links stay words, because following them
// would send something from a page that sends nothing.

import ReactMarkdown, { type Components } from "react-markdown";

const COMPONENTS: Components = {
  a: ({ children }) => <span>{children}</span>,
  img: ({ alt }) => <span>{alt}</span>,
  // The question is the heading of a turn; headings of the model's own must not stand above it.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h4>{children}</h4>,
};

export function Markdown({ text }: { readonly text: string }) {
  return <ReactMarkdown components={COMPONENTS}>{text}</ReactMarkdown>;
}
