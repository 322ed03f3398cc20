/** Text as one line of Markdown that shows it as it was typed. */
export const plainLine = (text: string): string =>
  text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`);
