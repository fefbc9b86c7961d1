namespace Sightglass.Gateway.Debugging;

/// <summary>A finished request in the flight recorder.</summary>
/// <param name="Request">Its recording.</param>
/// <param name="Facts">What rules may ask beside it.</param>
/// <param name="EndedAt">When it was kept, in the clock's timestamps.</param>
/// <param name="Bytes">About how much memory it holds.</param>
internal sealed record FlightEntry(FinishedRequest Request, RequestFacts Facts, long EndedAt, long Bytes);
