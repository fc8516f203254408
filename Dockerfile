# A small image: one static program, the certificates to check web hooks with, and two folders it may write to.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/bordercast . && mkdir -p /out/data /out/certs

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/bordercast /bordercast
COPY LICENSE NOTICE /
# 1883 is the account of the Mosquitto image too, so that both may read what `certs init` writes.
COPY --from=build --chown=1883:1883 /out/data /data
COPY --from=build --chown=1883:1883 /out/certs /certs
USER 1883:1883
VOLUME ["/data", "/certs"]
ENV BORDERCAST_DATA=/data
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/bordercast", "status", "--live"]
ENTRYPOINT ["/bordercast"]
CMD ["serve"]
