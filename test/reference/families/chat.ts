import { Template } from "@huggingface/jinja";

/** `apply_chat_template` for one turn of a video and a question. */
export const renderTurn = (template: string, question: string): string =>
  new Template(template).render({
    messages: [{ role: "user", content: [{ type: "video" }, { type: "text", text: question }] }],
    add_generation_prompt: true,
  });
