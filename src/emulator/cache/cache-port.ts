import type { ServerlessCache } from '../state/elasticache.js';

/** The data plane of serverless caches: for each a `valkey-server` behind a TLS listener. */
export interface CachePort {
  /** Starts server and listener; resolves to the port on 127.0.0.1. */
  open(cache: ServerlessCache): Promise<number>;
  /** Users, group or access strings may have changed: ends connections that are no longer allowed. */
  refresh(cache: ServerlessCache): void;
  /** Ends connections, listener and server; resolves when they are gone. Nothing to do when not open. */
  close(cache: ServerlessCache): Promise<void>;
  /** Closes all. */
  closeAll(): Promise<void>;
}
