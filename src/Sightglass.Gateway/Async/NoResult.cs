namespace Sightglass.Gateway.Async;

/// <summary>Stands for the result of a method that has none.</summary>
internal readonly struct NoResult;
