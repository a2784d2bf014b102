import { Link } from 'react-router';
import type { Overview } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { countWords } from '../text/numbers.ts';
import { EmptyNote } from './empty-note.tsx';
import { Section } from './section.tsx';

interface Bar {
  name: string;
  count: number;
  /** Query of the search page that lists the posts behind the figure. */
  search: Record<string, string>;
}

/** Most frequent values within the time of the trend; each leads to its posts. */
export function OverviewTops({ overview }: { overview: Overview }) {
  const meta = useMeta();
  const range = overview.bucket === 'day' ? { range: '30d' } : { from: overview.from, to: overview.to };
  const bars = (
    list: readonly { value: string; count: number }[],
    key: string,
    nameOf = (value: string) => value,
  ): Bar[] => list.map(({ value, count }) => ({ name: nameOf(value), count, search: { [key]: value, ...range } }));
  return (
    <div className="tops">
      <Top title="主题" bars={bars(overview.topTopics, 'topic')} />
      <Top title="区县" bars={bars(overview.topDistricts, 'district')} />
      <Top
        title="来源"
        bars={overview.topSources.map(({ value, name, count }) => ({
          name,
          count,
          search: { source: value, ...range },
        }))}
      />
      <Top title="渠道" bars={bars(overview.topChannels, 'channel', (id) => wordFor(meta.channels, id))} />
      <Top title="级别" bars={bars(overview.topLevels, 'level', (level) => `${level}色`)} />
      <Top title="关键词" bars={bars(overview.topKeywords, 'q')} />
    </div>
  );
}

function Top({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <Section title={title}>
      {bars.length === 0 ? <EmptyNote title="这段时间没有数据" /> : null}
      <ol className="bars">
        {bars.slice(0, 10).map(({ name, count, search }) => (
          <li key={name}>
            <Link to={`/search?${new URLSearchParams(search)}`}>
              <span className="bar-name">{name}</span>
              <span className="bar-count">{countWords(count)}</span>
              <span className="bar-line" aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Section>
  );
}
