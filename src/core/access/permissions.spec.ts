import { permissions, rolePermissions, roles } from './permissions';

describe('what each role may', () => {
  it('grows from role to role', () => {
    const sizes = roles.map((role) => rolePermissions[role].size);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    roles.slice(1).forEach((role, index) => {
      const below = rolePermissions[roles[index] ?? 'viewer'];
      expect([...below].filter((permission) => !rolePermissions[role].has(permission))).toEqual([]);
    });
  });

  it('lets nobody but admins delete, manage and broadcast', () => {
    const forAdmins = Object.keys(permissions).filter((name) =>
      /\.(delete|manage|broadcast|send|admin)$|^audit|control$/.test(name),
    );
    expect(forAdmins.length).toBeGreaterThan(7);
    for (const role of ['viewer', 'user', 'analyst'] as const) {
      expect([...rolePermissions[role]].filter((permission) => forAdmins.includes(permission))).toEqual([]);
    }
    expect(rolePermissions.admin.size).toBe(Object.keys(permissions).length);
  });

  it('lets a viewer write nothing', () => {
    const writing = [...rolePermissions.viewer].filter((permission) => permission.endsWith('.write'));
    expect(writing).toEqual([]);
  });
});
