namespace Sightglass.Web.Debugger.Traces;

/// <summary>One of the four parties a request's time is divided among.</summary>
/// <param name="Label">The name people read.</param>
/// <param name="Css">The part of the class name that picks its colour.</param>
/// <param name="Nanoseconds">Its share.</param>
/// <param name="StartPercent">Where the share begins when the four are laid end to end.</param>
/// <param name="Percent">Its share of the total.</param>
public readonly record struct LatencySlice(string Label, string Css, long Nanoseconds, double StartPercent, double Percent);
