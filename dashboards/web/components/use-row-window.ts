import { type RefObject, useLayoutEffect, useState } from 'react';
import { type RowWindow, windowRows } from './window-rows.ts';

/** The window of a list that scrolls with the page. The element is the list's body. */
export function useRowWindow(ref: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [window_, setWindow] = useState<RowWindow>(() =>
    windowRows({ count, rowHeight, listTop: 0, screenHeight: 1200 }),
  );
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const listTop = ref.current?.getBoundingClientRect().top ?? 0;
      const next = windowRows({ count, rowHeight, listTop, screenHeight: window.innerHeight });
      setWindow((before) =>
        before.from === next.from && before.to === next.to && before.after === next.after ? before : next,
      );
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [ref, count, rowHeight]);
  return window_;
}
