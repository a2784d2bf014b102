import { type Mark, segmentText } from '../text/highlight.ts';

interface MarkedTextProps {
  text: string;
  marks: readonly Mark[];
  /** Show only this stretch, with … where text was left out. */
  window?: { from: number; to: number };
}

/** A text with its hits marked in place; each mark says on hover which rule it made fire. */
export function MarkedText({ text, marks, window }: MarkedTextProps) {
  const from = window?.from ?? 0;
  const to = window?.to ?? text.length;
  const shifted = marks.map((mark) => ({ ...mark, start: mark.start - from, end: mark.end - from }));
  return (
    <>
      {from > 0 ? '…' : null}
      {segmentText(text.slice(from, to), shifted).map((segment) =>
        segment.labels.length === 0 ? (
          <span key={segment.start}>{segment.text}</span>
        ) : (
          <mark
            key={segment.start}
            title={segment.labels.join('、')}
            data-many={segment.labels.length > 1 || undefined}
          >
            {segment.text}
          </mark>
        ),
      )}
      {to < text.length ? '…' : null}
    </>
  );
}
