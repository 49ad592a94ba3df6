declare module 'proxy-addr' {
  import { IncomingMessage } from 'node:http';

  type Trust = (address: string, hop: number) => boolean;

  function proxyAddr(request: IncomingMessage, trust: Trust): string | undefined;

  namespace proxyAddr {
    function compile(addresses: string[]): Trust;
  }

  export = proxyAddr;
}
