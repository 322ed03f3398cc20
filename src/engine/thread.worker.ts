// Answers whoever tries whether threads can start here. The runtime's own are workers of its file.

addEventListener("message", () => postMessage(null));
