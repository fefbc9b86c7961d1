// The same rule as the server's: three significant digits, the unit by size.

const units = [[999.5e6, 1e9, "s"], [999.5e3, 1e6, "ms"], [1e3, 1e3, "µs"]];

export function shortDuration(nanoseconds) {
  if (nanoseconds < 1e3) {
    return `${Math.round(nanoseconds)} ns`;
  }

  if (nanoseconds >= 59.95e9) {
    const seconds = Math.round(nanoseconds / 1e9);
    return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  }

  const [, unit, name] = units.find(([from]) => nanoseconds >= from);
  const value = nanoseconds / unit;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${name}`;
}
