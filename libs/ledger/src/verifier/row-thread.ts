import { serveRows } from './row-threads.js';

// Started as a thread by RowThreads.
serveRows();
