declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The queue of requests on one connection; only what the patch touches. */
  const RequestQueue: {
    prototype: {
      pending: readonly unknown[];
      throttledUntil: number;
      throttleCheckTimeoutId: NodeJS.Timeout | null;
      checkPendingRequests(): void;
      scheduleCheckPendingRequests(): void;
    };
  };
  export default RequestQueue;
}
