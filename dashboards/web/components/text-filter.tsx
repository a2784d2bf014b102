import { Input } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useAddressDraft } from './use-address-draft.ts';

interface TextFilterProps {
  label: string;
  value: string | null;
  onChange(value: string | null): void;
}

const PAUSE_MS = 350;

/** Filters after a pause in typing; never in the middle of composing Chinese. */
export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const { draft, setDraft, sent } = useAddressDraft(value);
  const [composing, setComposing] = useState(false);
  const send = useEffectEvent((wanted: string | null) => {
    sent(wanted);
    onChange(wanted);
  });
  useEffect(() => {
    const wanted = draft.trim();
    if (composing || wanted === (value ?? '')) return;
    const timer = setTimeout(() => send(wanted === '' ? null : wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, composing, value]);
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
