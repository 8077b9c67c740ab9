"""The running service: web, background, work, store, channels, exports, domain."""
