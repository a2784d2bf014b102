# The system with its Node, its page, and a browser for evidence and pages made by scripts.
FROM node:24-bookworm-slim AS built
RUN apt-get update \
 && apt-get install -y --no-install-recommends g++ make python3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
# The headers of Node are in the image: nothing is fetched but packages, which a registry of one's own can give, too
# (`docker compose build --build-arg NPM_REGISTRY=…`).
ARG NPM_REGISTRY=https://registry.npmjs.org/
RUN npm ci --omit=dev --no-audit --no-fund --nodedir=/usr/local --registry="$NPM_REGISTRY"

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data
WORKDIR /app
COPY --from=built /app .
# The Node of the lock file before the one of the image; what `npm start` gives it stands here, for every command.
ENV PATH=/app/node_modules/.bin:$PATH \
    NODE_OPTIONS="--disable-warning=ExperimentalWarning --max-semi-space-size=8" \
    YUQING_DATA=/data
USER node
EXPOSE 8080
# Without npm, which stays in memory beside the system and stands between it and the signal to stop.
ENTRYPOINT ["node", "pipeline/cli.ts"]
CMD ["start"]
