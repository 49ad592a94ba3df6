/** A client of the REST API, signed in. */
export interface Api {
  token: string;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
}

export async function signIn(url: string, username: string, password: string): Promise<Api> {
  const { access_token: token } = await send<{ access_token: string }>(`${url}/api/v1/auth/login`, {
    username,
    password,
  });
  return { token, post: (path, body) => send(`${url}/api/v1/${path}`, body, token) };
}

async function send<Answer>(url: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
