import { AppNamespace, AppSocket, PayloadOf } from './realtime.sockets';

/** Sends to the rooms of one namespace; `E` is the feature's map of server events. */
export class RealtimeNamespace<E extends object> {
  constructor(private readonly namespace: AppNamespace) {}

  /** To the room's sockets on every process. While Redis is away, only those of this process get it. */
  emit<K extends keyof E & string>(room: string, event: K, payload: PayloadOf<E, K>): void {
    this.namespace.to(room).emit(event, payload);
  }

  /** To the room's sockets on this process alone. */
  emitLocal<K extends keyof E & string>(room: string, event: K, payload: PayloadOf<E, K>): void {
    this.namespace.local.to(room).emit(event, payload);
  }

  /** To one socket of this process. */
  send<K extends keyof E & string>(socket: AppSocket, event: K, payload: PayloadOf<E, K>): void {
    socket.emit(event, payload);
  }

  /** How many sockets of this process are in the room. */
  countLocal(room: string): number {
    return this.namespace.adapter.rooms.get(room)?.size ?? 0;
  }

  /** The sockets of this process in the room, or all of them. */
  localSockets(room?: string): AppSocket[] {
    const all = this.namespace.sockets;
    if (room === undefined) return [...all.values()];
    const ids = [...(this.namespace.adapter.rooms.get(room) ?? [])];
    return ids.map((id) => all.get(id)).filter((socket) => socket !== undefined);
  }
}
