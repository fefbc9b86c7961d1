namespace Sightglass.Tracing.Codec;

/// <summary>A message is not OTLP: says where, and what was expected there. Nothing of the message is used.</summary>
public sealed class OtlpFormatException(string message, Exception? cause = null) : FormatException(message, cause);
