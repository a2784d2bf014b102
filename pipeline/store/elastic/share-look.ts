/**
 * Those who ask for the same within one turn of the event loop share one look, which begins after all of them have asked:
 * nobody is told what was true before.
 */
export function shareLook<T>(look: (of: string) => Promise<T>): (of: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (of) => {
    const shared = asked.get(of) ?? begin(of);
    asked.set(of, shared);
    return shared;
  };

  async function begin(of: string): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    asked.delete(of);
    return look(of);
  }
}
