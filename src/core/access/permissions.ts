/** What each permission allows, in the words of the API documentation. */
export const permissions = {
  'account.own': 'Use and change one’s own account',
  'calls.read': 'Read calls, transcripts and agents',
  'analytics.read': 'Read analytics and reports',
  'query.ask': 'Ask questions in plain language',
  'dashboards.own': 'Keep own dashboards',
  'notifications.own': 'Read own notifications',
  'rooms.join': 'Join rooms',
  'chat.use': 'Chat',
  'calls.write': 'Create, fill and complete calls, and change agents',
  'rooms.message': 'Send messages to rooms',
  'files.own': 'Keep own files',
  'media.process': 'Process audio and video',
  'downloads.own': 'Download media',
  'jobs.own': 'Run own jobs',
  'apiKeys.own': 'Keep own API keys',
  'analytics.export': 'Export analytics',
  'analytics.reload': 'Reload analytics',
  'trackers.write': 'Define trackers',
  'calls.delete': 'Delete calls',
  'calls.control': 'Control a live stream',
  'analytics.admin': 'See and repair the rollups',
  'realtime.manage': 'See and end connections',
  'jobs.manage': 'See and manage all jobs',
  'rooms.broadcast': 'Send to everybody',
  'notifications.send': 'Send notifications',
  'users.manage': 'Manage users',
  'audit.read': 'Read the audit trail',
  'metrics.read': 'Read the metrics and health details of the processes',
  'chat.cleanup': 'Delete old chats',
} as const;

export type Permission = keyof typeof permissions;

export const roles = ['viewer', 'user', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

const viewer: Permission[] = [
  'account.own',
  'calls.read',
  'analytics.read',
  'query.ask',
  'dashboards.own',
  'notifications.own',
  'rooms.join',
  'chat.use',
];
const user: Permission[] = [
  ...viewer,
  'calls.write',
  'rooms.message',
  'files.own',
  'media.process',
  'downloads.own',
  'jobs.own',
  'apiKeys.own',
];
const analyst: Permission[] = [...user, 'analytics.export', 'analytics.reload', 'trackers.write'];
const admin = Object.keys(permissions) as Permission[];

/** Which role holds which permissions. */
export const rolePermissions: Record<Role, ReadonlySet<Permission>> = {
  viewer: new Set(viewer),
  user: new Set(user),
  analyst: new Set(analyst),
  admin: new Set(admin),
};
