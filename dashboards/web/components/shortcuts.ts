/** The one table of keys: the handlers and the sheet behind `?` both read it. */
export const SHORTCUTS = [
  { id: 'next', key: 'j', shown: 'j', what: '下一条预警' },
  { id: 'previous', key: 'k', shown: 'k', what: '上一条预警' },
  { id: 'open', key: 'Enter', shown: 'Enter', what: '打开所在的预警' },
  { id: 'acknowledge', key: 'a', shown: 'a', what: '签收所在的预警（会先请您确认）' },
  { id: 'search', key: '/', shown: '/', what: '到搜索框' },
  { id: 'sheet', key: '?', shown: '?', what: '显示这张表' },
] as const;

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

const SWITCH = 'yuqing.shortcuts';

export function shortcutsOn(storage: Pick<Storage, 'getItem'>): boolean {
  return storage.getItem(SWITCH) !== 'off';
}

export function switchShortcuts(storage: Pick<Storage, 'setItem'>, on: boolean): void {
  storage.setItem(SWITCH, on ? 'on' : 'off');
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** True while an input method is composing Chinese. */
  isComposing: boolean;
  /** The key went to a place where one types or chooses, or into a dialog. */
  typing: boolean;
}

/** The shortcut a key press stands for, or null. */
export function shortcutFor(press: KeyPress): ShortcutId | null {
  if (press.isComposing || press.typing || press.ctrlKey || press.metaKey || press.altKey) return null;
  return SHORTCUTS.find((shortcut) => shortcut.key === press.key)?.id ?? null;
}
