import { App, Button } from 'antd';
import { useState } from 'react';
import { useRetireSource } from '../data/sources.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface RetireSourceProps {
  source: { sourceId: string; name: string };
  /** Whether it is out of service now. */
  retired: boolean;
}

/** Takes a source out of service, or back, with a reason for the record. */
export function RetireSource({ source: { sourceId, name }, retired }: RetireSourceProps) {
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const change = useRetireSource(() => {
    void message.success(retired ? '已恢复，按原来的设置采集' : '已撤下，不再采集');
    close();
  });
  const word = retired ? '恢复' : '撤下';
  const close = () => {
    setAsking(false);
    change.reset();
  };
  return (
    <>
      <Button size="small" aria-label={`${word}：${name}`} onClick={() => setAsking(true)}>
        {word}
      </Button>
      <ReasonDialog
        open={asking}
        title={`${word}来源“${name}”`}
        okText={word}
        reasonLabel={`${word}的理由`}
        needsReason
        pending={change.isPending}
        error={change.error}
        onOk={(reason) => change.mutate({ sourceId, retired: !retired, reason })}
        onClose={close}
      >
        <p>
          {retired
            ? '它会重新列入来源，是否采集看它自己的“启用”。'
            : '不再采集，也不再列入来源。已采集的帖文、预警都保留，编号不会再给别的来源；以后可以恢复。'}
        </p>
      </ReasonDialog>
    </>
  );
}
