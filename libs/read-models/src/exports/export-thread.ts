import { serveExport } from './serve-export.js';

// Started as a thread by RenderThreads.
serveExport();
