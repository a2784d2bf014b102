import { type RefObject, useState } from 'react';
import type { AlertView } from '../../alert-contract.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface BoardKeys {
  list: RefObject<HTMLElement | null>;
  rows: readonly AlertView[];
  onAcknowledge(alert: AlertView): void;
}

/** j and k move the focus from title to title; Enter is the link's own. The focus is the place in the list. */
export function useBoardKeys({ list, rows, onAcknowledge }: BoardKeys): { sheetOpen: boolean; closeSheet(): void } {
  const [sheetOpen, setSheetOpen] = useState(false);
  const rowElements = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-alert]') ?? [])];
  const current = () => document.activeElement?.closest<HTMLElement>('[data-alert]') ?? null;
  const move = (step: 1 | -1) => {
    const elements = rowElements();
    const here = current();
    const target = here === null ? elements.find(isBelowTop) : elements[elements.indexOf(here) + step];
    target?.querySelector<HTMLElement>('.alert-link')?.focus();
  };
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    acknowledge() {
      const alert = rows.find((row) => row.alertId === current()?.dataset.alert);
      const offered = alert?.actions.find((action) => action.kind === 'acknowledge');
      if (alert && offered?.allowed) onAcknowledge(alert);
    },
    search: () => document.querySelector<HTMLElement>('input[data-shortcut-target="search"]')?.focus(),
    sheet: () => setSheetOpen(true),
  });
  return { sheetOpen, closeSheet: () => setSheetOpen(false) };
}

/** The first row that is to be seen, under the heads that stay on top. */
function isBelowTop(element: HTMLElement): boolean {
  return element.getBoundingClientRect().top >= 90;
}
