/** How many of the first `kept` places each row of `tokens` holds. */
export function orderBudgetReference(
  order: ArrayLike<number>,
  tokens: number,
  kept: number,
): number[] {
  const budgets = Array.from({ length: order.length / tokens }, () => 0);
  for (let i = 0; i < order.length; i++) {
    if (order[i]! < kept) budgets[Math.floor(i / tokens)]! += 1;
  }
  return budgets;
}
