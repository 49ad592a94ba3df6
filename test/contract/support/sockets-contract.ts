import { INestApplication } from '@nestjs/common';
import { clientEvents, commonEvents, payloadSchemas } from './gateways';
import { socketTypes } from './socket-types';

/** What sockets promise: per namespace what clients may send, with permission and payload, and what the server sends. */
export function socketsContract(app: INestApplication) {
  const events = clientEvents(app);
  const types = socketTypes();
  const names = [...new Set(events.map(({ namespace }) => namespace))];
  const faults = names.flatMap((namespace) => {
    const declared = Object.keys(types.find((entry) => entry.namespace === namespace)?.client ?? {});
    const taken = events.filter((entry) => entry.namespace === namespace).map(({ event }) => event);
    return [
      ...declared.filter((event) => !taken.includes(event)).map((event) => `${namespace} ${event} has no handler`),
      ...taken.filter((event) => !declared.includes(event)).map((event) => `${namespace} ${event} is not declared`),
    ];
  });
  const namespaces = names.map((namespace) => {
    const { server = {}, client = {} } = types.find((entry) => entry.namespace === namespace) ?? {};
    const sends = events
      .filter((entry) => entry.namespace === namespace)
      .map((entry) => {
        const { data } = (client[entry.event] ?? {}) as { data?: unknown };
        return [entry.event, { permission: entry.permission, payload: entry.payload?.name ?? null, ack: data ?? null }];
      });
    return [namespace, { clientSends: Object.fromEntries(sends) as object, serverSends: server }];
  });
  const everywhere = types.find(({ namespace }) => namespace === '*');
  const common = commonEvents(app).map(({ event, payload, sessionOnly }) => {
    const { data } = (everywhere?.client[event] ?? {}) as { data?: unknown };
    return [
      event,
      { permission: 'connected', sessionOnly, payload: payload?.name ?? null, ack: data ?? null },
    ] as const;
  });
  return {
    faults,
    contract: {
      everyNamespace: { clientSends: Object.fromEntries(common), serverSends: everywhere?.server },
      namespaces: Object.fromEntries(namespaces) as object,
      payloads: payloadSchemas(app, [...events, ...commonEvents(app)]),
    },
  };
}
