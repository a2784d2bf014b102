/** Lets one loop sleep until something happens or a time has passed. */
export interface Waker {
  /** Resolves after `ms`, or at once when woken; a wake before the call counts too. */
  sleep(ms: number): Promise<void>;
  wake(): void;
}

export function createWaker(): Waker {
  let woken = false;
  let rouse: (() => void) | undefined;
  return {
    sleep(ms) {
      if (woken) {
        woken = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => rouse?.(), ms);
        rouse = () => {
          clearTimeout(timer);
          rouse = undefined;
          woken = false;
          resolve();
        };
      });
    },
    wake() {
      woken = true;
      rouse?.();
    },
  };
}
