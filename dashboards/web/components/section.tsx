import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  children: ReactNode;
  /** Right of the title. */
  extra?: ReactNode;
}

export function Section({ title, children, extra }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}
