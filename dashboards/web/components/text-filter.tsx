import { Input } from 'antd';
import { useEffect, useState } from 'react';

interface TextFilterProps {
  label: string;
  value: string | null;
  onChange(value: string | null): void;
}

const PAUSE_MS = 350;

/** Filters after a pause in typing; never in the middle of composing Chinese. */
export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [draft, setDraft] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  const [composing, setComposing] = useState(false);
  // Going back changes the address: the field follows.
  if (seen !== value) {
    setSeen(value);
    if ((value ?? '') !== draft.trim()) setDraft(value ?? '');
  }
  useEffect(() => {
    const wanted = draft.trim();
    if (composing || wanted === (value ?? '')) return;
    const timer = setTimeout(() => onChange(wanted === '' ? null : wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, composing, value, onChange]);
  return (
    <Input
      className="filter-text"
      type="search"
      aria-label={label}
      placeholder={label}
      allowClear
      value={draft}
      data-shortcut-target="search"
      onChange={(change) => setDraft(change.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}
