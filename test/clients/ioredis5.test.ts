import { Redis } from 'ioredis5';
import { testLibrary } from './contract.js';
import { openIoredis } from './ioredis.js';

testLibrary({ name: 'ioredis 5', protocols: [2], open: (options) => openIoredis(Redis, options) });
