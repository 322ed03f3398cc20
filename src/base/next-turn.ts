/**
 * Resolves when the events that wait have been handled: work that is done at once would otherwise keep the worker from
 * hearing that a question was cancelled. A timer would wait 4 ms.
 */
export function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
