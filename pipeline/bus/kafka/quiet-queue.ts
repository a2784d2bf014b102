import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs 2.2.4 looks every millisecond, on each of its connections, whether a request waits to be sent, also when none does
 * (its issues 1556 and 1704, open since 2023): a process with nothing to do takes several hundredths of a core for that.
 * With this it looks only while something waits; whatever comes to wait, or makes room for it, has it look anyway.
 */
export function quietRequestQueues(): void {
  const look = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) look.call(this);
  };
}
