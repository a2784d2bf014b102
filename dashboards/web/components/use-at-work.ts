import { type RefObject, useEffect, useState } from 'react';

/** Further down than this the reader looks at older rows. */
const TOP_PX = 120;

/**
 * True while the list must not move: the pointer or the focus is in it, or the page is scrolled down.
 * Only a real movement counts as "pointer in the list": one that lies where a list appears has chosen nothing yet.
 */
export function useAtWork(ref: RefObject<HTMLElement | null>): boolean {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const list = ref.current;
    if (list === null) return;
    const ending = new AbortController();
    const { signal } = ending;
    list.addEventListener('pointermove', (event) => setPointer(event.pointerType !== 'touch'), { signal });
    list.addEventListener('pointerleave', () => setPointer(false), { signal });
    list.addEventListener('focusin', () => setFocus(true), { signal });
    list.addEventListener('focusout', () => setFocus(false), { signal });
    window.addEventListener('scroll', () => setScrolled(window.scrollY > TOP_PX), { signal, passive: true });
    return () => ending.abort();
  }, [ref]);
  return pointer || focus || scrolled;
}
