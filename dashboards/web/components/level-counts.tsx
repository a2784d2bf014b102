import { type AlertFilters, useLevelCounts } from '../data/alerts.ts';
import { LEVELS, type Level } from '../text/board-filters.ts';
import { totalWords } from '../text/numbers.ts';
import { levelClass } from './level-tag.tsx';

interface LevelCountsProps {
  filters: AlertFilters;
  chosen: readonly Level[];
  onToggle(level: Level): void;
}

/** How many there are of each level; pressing one shows only those. */
export function LevelCounts({ filters, chosen, onToggle }: LevelCountsProps) {
  const { level: _, ...others } = filters;
  const counts = useLevelCounts(others, LEVELS);
  return (
    <fieldset className="level-counts">
      <legend className="visually-hidden">各级预警数量，按下只看该级</legend>
      {LEVELS.map((level) => {
        const count = counts.get(level);
        const words = count ? totalWords(count.total, count.capped) : '–';
        return (
          <button
            key={level}
            type="button"
            className={`level-count ${levelClass(level)}-edge`}
            aria-pressed={chosen.includes(level)}
            onClick={() => onToggle(level)}
          >
            <span className={`level ${levelClass(level)}`}>{level}色</span>
            <span className="count" data-testid={`count-${level}`}>
              {words}
            </span>
            <span className="visually-hidden">条预警</span>
          </button>
        );
      })}
    </fieldset>
  );
}
