/** Where the script of the page is served; a content security policy allows none within the page. */
export const SCRIPT_NAME = 'enter.js';

/** Lets an admin sign in where the cookie is missing. It is shown at the address of whatever page was asked for. */
export const ENTER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Parley queues</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 20rem; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; }
input, button { font: inherit; padding: .4rem .6rem; margin: .2rem 0 1rem; }
</style>
</head>
<body>
<h1>Queues</h1>
<form>
<label>User name <input name="username" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
<p role="alert"></p>
</form>
<script src="/admin/queues/${SCRIPT_NAME}"></script>
</body>
</html>
`;

export const ENTER_SCRIPT = `'use strict';
const form = document.querySelector('form');

async function ask(path, headers, body) {
  const response = await fetch('/api/v1/auth/' + path, { method: 'POST', headers, body });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(answer.detail || answer.title);
  return answer;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { username, password } = Object.fromEntries(new FormData(form));
  try {
    const { access_token } = await ask('login', { 'content-type': 'application/json' }, JSON.stringify({ username, password }));
    await ask('admin-cookie', { authorization: 'Bearer ' + access_token });
    location.reload();
  } catch (error) {
    form.querySelector('[role=alert]').textContent = error.message;
  }
});
`;
