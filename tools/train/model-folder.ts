import { fileURLToPath } from "node:url";

/** The folder of the embedded model. */
export const MODEL_FOLDER = fileURLToPath(
  new URL("../../public/models/framewise-shapes", import.meta.url),
);

/** Media first, then text, as LLaVA-OneVision's own template renders a list of contents. */
export const CHAT_TEMPLATE = [
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] }}",
  "{% if message['content'] is string %}{{ '\\n' + message['content'] }}{% else %}",
  "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '\\n<image>' }}{% endfor %}",
  "{% for content in message['content'] | selectattr('type', 'equalto', 'video') %}{{ '\\n<video>' }}{% endfor %}",
  "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ '\\n' + content['text'] }}{% endfor %}",
  "{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}",
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
].join("");
