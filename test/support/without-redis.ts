import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Preloaded into a server to make this machine look like one where no Redis is installed.
const { existsSync } = fs;
fs.existsSync = (path) => !/(redis|valkey)-server$/.test(path.toString()) && existsSync(path);
syncBuiltinESMExports();
