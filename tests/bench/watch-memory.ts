/** Largest resident memory since the call, bytes. */
export function watchMemory(): () => number {
  let largest = process.memoryUsage.rss();
  const look = () => (largest = Math.max(largest, process.memoryUsage.rss()));
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    return look();
  };
}
