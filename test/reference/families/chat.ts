import { Template } from "@huggingface/jinja";

/** `apply_chat_template` for one turn of a video, or a picture, and a question; the answer is not to be thought about. */
export const renderTurn = (
  template: string,
  question: string,
  type: "video" | "image" = "video",
): string =>
  new Template(template).render({
    messages: [{ role: "user", content: [{ type }, { type: "text", text: question }] }],
    add_generation_prompt: true,
    enable_thinking: false,
  });
