import { Redis } from 'iovalkey';
import { testLibrary } from './contract.js';
import { openIoredis } from './ioredis.js';

testLibrary({ name: 'iovalkey', protocols: [2], open: (options) => openIoredis(Redis, options) });
