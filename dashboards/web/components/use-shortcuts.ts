import { useEffect, useRef } from 'react';
import { type ShortcutId, shortcutFor, shortcutsOn } from './shortcuts.ts';

type Handlers = Partial<Record<ShortcutId, () => void>>;

const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="combobox"], [role="listbox"]';

/** Runs the handler of a key while mounted. Enter is left to the element that has the focus. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPING) !== null;
      const shortcut = shortcutFor({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        isComposing: event.isComposing,
        typing,
      });
      if (shortcut === null || event.defaultPrevented || !shortcutsOn(localStorage)) return;
      const handler = latest.current[shortcut];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
