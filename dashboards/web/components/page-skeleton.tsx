import { Skeleton } from 'antd';

export function PageSkeleton() {
  return (
    <div className="page" role="status" aria-busy="true" aria-label="正在加载">
      <Skeleton active title paragraph={{ rows: 8 }} />
    </div>
  );
}
